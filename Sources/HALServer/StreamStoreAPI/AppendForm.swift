import HTTP
import JSON
import Octets
import Store

/// The body of an append: one message or an array of them (`hal-api.md` §6.1). It is read in one pass,
/// and decides as `AppendSchema` does once these legacy spellings are put right (`hal-api.md` §14.21):
///
/// - a byte order mark in front of the text,
/// - nothing where a member's value belongs (`"jsonMetadata":,`), read as null,
/// - `messageId` as 32 bare digits, or in braces or parentheses,
/// - `jsonData` as any value but null; a string of JSON text is that JSON, any other string is kept as
///   `text/plain`,
/// - `jsonMetadata` as an object, or as a string of JSON text; null and `""` are none.
struct AppendForm: ~Copyable {
    /// The longest type of a message, in bytes of UTF-8.
    static let maximumTypeLength = 128
    /// The most faults that one answer lists.
    static let maximumFaults = 16

    private let body: Bytes
    private let limit: Int
    private var messages: [NewMessage] = []
    private var faults: [Problem.Fault] = []

    private init(_ body: Bytes, limit: Int) {
        self.body = body
        self.limit = limit
    }

    /// The messages of a body, at most `limit` of them, or what is wrong with it.
    static func messages(_ body: Bytes, limit: Int) throws(Problem) -> [NewMessage] {
        var form = AppendForm(body, limit: limit)
        do {
            try form.read()
        } catch let error as JSONError {
            throw .notJSON(
                body, error,
                advice: " To append a body as it is, name its message's type in the header "
                    + "SSS-MessageType.")
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.internalServerError)
        }
        guard form.faults.isEmpty else {
            throw .badForm(form.faults)
        }
        return form.messages
    }

    private mutating func read() throws {
        let text = body
        var scanner = JSONScanner(text.span)
        scanner.skipByteOrderMark()
        switch try scanner.nextKind() {
        case .object: try message(&scanner, at: nil)
        case .array:
            try scanner.beginArray()
            var index = 0
            while try scanner.nextElement() {
                guard index < limit else {
                    throw Problem(
                        .contentTooLarge, "One append takes at most \(limit) messages.")
                }
                try message(&scanner, at: index)
                index += 1
            }
        default:
            try scanner.skipValue()
            fault(nil, "", "The body is a message (an object) or an array of messages.")
        }
        try scanner.finish()
    }

    /// Reads one message. Where a name repeats, its last value counts.
    private mutating func message(_ scanner: inout JSONScanner, at index: Int?) throws(JSONError) {
        guard try scanner.nextKind() == .object else {
            try scanner.skipValue()
            return fault(index, "", "A message is an object.")
        }
        var id: UUID?
        var type: Bytes?
        var data: Payload?
        var metadata: Bytes? = Bytes()
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            let isMissing = scanner.isValueMissing()
            if scanner.text(name, is: "messageId") {
                id = isMissing ? nil : try identifier(&scanner)
            } else if scanner.text(name, is: "type") {
                type = isMissing ? nil : try string(&scanner)
            } else if scanner.text(name, is: "jsonData") {
                data = isMissing ? nil : try payload(&scanner)
            } else if scanner.text(name, is: "jsonMetadata") {
                metadata = isMissing ? Bytes() : try jsonText(&scanner)
            } else if !isMissing {
                try scanner.skipValue()
            }
        }
        if id == nil { fault(index, "/messageId", "messageId is required: a UUID, not all zero.") }
        if type.map({ $0.isEmpty || $0.count > Self.maximumTypeLength }) ?? true {
            fault(
                index, "/type",
                "type is required: a string of 1 to \(Self.maximumTypeLength) bytes.")
        }
        if data == nil {
            fault(index, "/jsonData", "jsonData is required: a JSON value, not null.")
        }
        if metadata == nil {
            fault(
                index, "/jsonMetadata", "jsonMetadata is an object or a string of JSON text.")
        }
        guard faults.isEmpty, let id, let type, let data, let metadata else { return }
        messages.append(NewMessage(id: id, type: type, payload: data, metadata: metadata))
    }

    private func identifier(_ scanner: inout JSONScanner) throws(JSONError) -> UUID? {
        guard let text = try string(&scanner), let id = UUID(text.span), id != .null else {
            return nil
        }
        return id
    }

    /// A string; nil for any other value.
    private func string(_ scanner: inout JSONScanner) throws(JSONError) -> Bytes? {
        guard try scanner.nextKind() == .string else {
            try scanner.skipValue()
            return nil
        }
        return try body.decoding(scanner.string())
    }

    /// A value for a message to carry; nil for null.
    private func payload(_ scanner: inout JSONScanner) throws(JSONError) -> Payload? {
        switch try scanner.nextKind() {
        case .null:
            try scanner.null()
            return nil
        case .string:
            let text = try body.decoding(scanner.string())
            return text.isJSON
                ? Payload(.json, text)
                : Payload(.other(contentType: MediaType.text.field.bytes), text)
        default: return Payload(.json, body[try scanner.skipValue()])
        }
    }

    /// An object's text or the JSON text in a string, empty for none; nil for anything else.
    private func jsonText(_ scanner: inout JSONScanner) throws(JSONError) -> Bytes? {
        try body.jsonText(&scanner, kind: scanner.nextKind())
    }

    private mutating func fault(_ index: Int?, _ member: String, _ detail: String) {
        guard faults.count < Self.maximumFaults else { return }
        faults.append(
            Problem.Fault(pointer: (index.map { "/\($0)" } ?? "") + member, detail: detail))
    }
}

extension Bytes {
    /// Whether this is one JSON text.
    var isJSON: Bool {
        var scanner = JSONScanner(span)
        do {
            try scanner.skipValue()
            try scanner.finish()
            return true
        } catch {
            return false
        }
    }

    /// Reads a value in these bytes that is kept as JSON text: an object, or a string of JSON text. Empty
    /// for null and `""`; nil for what is neither.
    func jsonText(
        _ scanner: inout JSONScanner, kind: JSONKind
    ) throws(JSONError) -> Bytes? {
        switch kind {
        case .null:
            try scanner.null()
            return Bytes()
        case .object: return self[try scanner.skipValue()]
        case .string:
            let text = try decoding(scanner.string())
            return text.isEmpty || text.isJSON ? text : nil
        default:
            try scanner.skipValue()
            return nil
        }
    }
}

extension Problem {
    /// A body that is not JSON, in the original's words.
    static func notJSON(_ body: Bytes, _ error: JSONError, advice: String = "") -> Problem {
        let detail = "The body is not JSON: \(error.reason), at byte \(error.offset)."
        let pointer = JSONPointer(locating: error.offset, in: body.span).description
        return Problem(
            .badRequest, type: "JsonReaderException", title: "Bad format.",
            detail: detail + advice, faults: [Fault(pointer: pointer, detail: error.reason)])
    }

    /// A body that is JSON, but not that of a message, in the original's words.
    static func badForm(_ faults: [Fault]) -> Problem {
        let first = faults.first
        let place = first.map { $0.pointer.isEmpty ? "" : " (\($0.pointer))" } ?? ""
        return Problem(
            .badRequest, type: "InvalidAppendRequestException", title: "Bad format.",
            detail: (first?.detail ?? "") + place, faults: faults)
    }
}
