import Octets

/// What the file of a payload is called: the message's id, and the number that its record has. By the id whoever
/// finds a file finds the record that may refer to it, so nobody has to remember all files.
struct PayloadName: Hashable, Sendable {
    let id: UUID
    let number: UInt64

    init(id: UUID, number: UInt64) {
        self.id = id
        self.number = number
    }

    /// Reads a file's name; nil for one that is not spelled as ``file`` does.
    init?(file: String) {
        let parts = file.utf8
        guard parts.count == 53, let id = UUID(String(file.prefix(36))),
            let number = UInt64(file.suffix(16), radix: 16)
        else { return nil }
        self.init(id: id, number: number)
        guard self.file == file else { return nil }
    }

    /// The file's name: the id, lower case and hyphenated, a hyphen, and 16 hexadecimal digits.
    var file: String {
        let digits = String(number, radix: 16)
        return "\(id)-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
