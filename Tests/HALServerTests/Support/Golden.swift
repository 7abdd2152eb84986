import Glibc
import JSON
import Octets
import Testing

/// Documents kept in `Golden/`, compared whole: members and links in their order. `UPDATE_GOLDEN=1` writes
/// them anew.
enum Golden {
    static func expect(
        _ document: JSONValue, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = directory + "/\(name).json"
        let shown = pretty(document) + "\n"
        if unsafe getenv("UPDATE_GOLDEN") != nil { return try write(shown, to: path) }
        #expect(shown == read(path), "\(name)", sourceLocation: sourceLocation)
    }

    /// The names of the documents that are kept.
    static let directory = "\(Checkout.root)/Tests/HALServerTests/Golden"

    private static func pretty(_ value: JSONValue, indent: String = "") -> String {
        let inner = indent + "  "
        switch value {
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                inner + JSONValue.string($0.name).text.text + ": " + pretty($0.value, indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + pretty($0, indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        default: return value.text.text
        }
    }

    private static func read(_ path: String) -> String {
        guard let file = unsafe fopen(path, "r") else { return "" }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = unsafe fgetc(file)
            if byte == EOF { break }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = unsafe fopen(path, "w") else { throw SystemError("fopen", code: errno) }
        defer { unsafe fclose(file) }
        unsafe fputs(text, file)
    }
}
