import Glibc
import Octets

/// A file of lines `key = value`. A `#` at the beginning of a line or behind a blank begins a comment.
struct ConfigurationFile: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        let key: String
        let value: String
        /// Counted from 1.
        let line: Int
    }

    /// The most bytes that such a file has.
    private static let maximumBytes = 1 << 20

    let path: String
    let entries: [Entry]

    /// Reads a text; `path` is what messages call it.
    init(text: String, path: String) throws(StartError) {
        var entries: [Entry] = []
        // By scalars: to Swift a carriage return and a newline are one character.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let content = trimmed(Self.withoutComment(Substring(line)))
            guard !content.isEmpty else { continue }
            let parts = content.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !trimmed(parts[0]).isEmpty else {
                throw StartError(
                    .configuration, "\(path):\(index + 1): a line must read key = value.")
            }
            entries.append(
                Entry(key: trimmed(parts[0]), value: trimmed(parts[1]), line: index + 1))
        }
        self.path = path
        self.entries = entries
    }

    /// Reads the file at `path`.
    init(path: String) throws(StartError) {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw StartError(.configuration, "\(SystemError("open \(path)", code: errno)).")
        }
        let file = Descriptor(adopting: number)
        var writer = ByteWriter(capacity: 4096)
        while writer.count <= Self.maximumBytes {
            var failure: CInt?
            let before = writer.count
            unsafe writer.append(upTo: 4096) { space in
                let count = unsafe read(file.raw, space.baseAddress, space.count)
                if count < 0 { failure = errno }
                return count
            }
            if let failure {
                throw StartError(.configuration, "\(SystemError("read \(path)", code: failure)).")
            }
            if writer.count == before {
                try self.init(text: writer.finish().text, path: path)
                return
            }
        }
        throw StartError(.configuration, "\(path) is too long for a configuration file.")
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        var isBlank = true
        for index in line.indices {
            if line[index] == "#", isBlank { return line[..<index] }
            isBlank = line[index] == " " || line[index] == "\t"
        }
        return line
    }
}
