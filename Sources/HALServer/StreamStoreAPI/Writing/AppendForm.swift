import HTTP
import JSON
import Octets
import Schemas
import Store

/// The body of an append: one message or an array of them (`hal-api.md` §6.1). What is right is read in one
/// pass, in which every check is that of `AppendSchema` once these legacy spellings are put right
/// (`hal-api.md` §14.21):
///
/// - a byte order mark in front of the text,
/// - nothing where a member's value belongs (`"jsonMetadata":,`), read as null,
/// - `messageId` as 32 bare digits, or in braces or parentheses,
/// - `jsonData` as any value but null; a string of JSON text is that JSON, any other string is kept as
///   `text/plain`,
/// - `jsonMetadata` as an object, or as a string of JSON text; null and `""` are none.
///
/// What is not right is read once more, as the schema sees it, and the schema tells its faults.
struct AppendForm: ~Copyable {
    /// The longest type of a message, in characters.
    static let maximumTypeLength = 128

    private let body: Bytes
    private let limit: Int
    private var messages: [NewMessage] = []

    private init(_ body: Bytes, limit: Int) {
        self.body = body
        self.limit = limit
    }

    /// The messages of a body, at most `limit` of them, or what is wrong with it.
    static func messages(_ body: Bytes, limit: Int) throws(Problem) -> [NewMessage] {
        do {
            var form = AppendForm(body, limit: limit)
            if try form.read() { return form.messages }
            throw refusal(try faults(body, limit: limit), limit: limit)
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
    }

    /// What the schema does not allow in a body, one fault more than an answer lists.
    static func faults(_ body: Bytes, limit: Int) throws(JSONError) -> [SchemaFault] {
        let document = try NormalForm.document(body, fields, limit: limit)
        let schema =
            document.kind == .array ? AppendSchema.messages(limit: limit) : AppendSchema.message
        return Validator(
            schema, root: AppendSchema.message, faultLimit: Problem.maximumFaults + 1
        ).faults(in: document)
    }

    private static let fields: [NormalForm.Field] = [
        ("messageId", .identifier), ("type", .plain), ("jsonData", .data), ("jsonMetadata", .text),
    ]

    private static func refusal(_ faults: [SchemaFault], limit: Int) -> Problem {
        if let first = faults.first, first.rule == Keyword.maxItems(limit).name {
            return .refused(
                .contentTooLarge,
                faults: [
                    Problem.Fault(
                        .pointer(first.pointer), rule: first.rule,
                        "One append takes at most \(limit) messages.")
                ])
        }
        return .refused(
            type: "InvalidAppendRequestException", title: "Bad format.",
            faults: faults.map { fault in
                guard fault.pointer == JSONPointer(), fault.rule == "type" else {
                    return Problem.Fault(fault)
                }
                return Problem.Fault(
                    .pointer(fault.pointer), rule: fault.rule,
                    "The body is a message (an object) or an array of messages.")
            })
    }

    /// Reads the body. False at the first thing that the schema does not allow.
    private mutating func read() throws(JSONError) -> Bool {
        let text = body
        var scanner = JSONScanner(text.span)
        scanner.skipByteOrderMark()
        switch try scanner.nextKind() {
        case .object:
            guard try message(&scanner) else { return false }
        case .array:
            try scanner.beginArray()
            while try scanner.nextElement() {
                guard messages.count < limit, try message(&scanner) else { return false }
            }
        default: return false
        }
        try scanner.finish()
        return true
    }

    /// Reads one message. Where a name repeats, its last value counts. False if it is none.
    private mutating func message(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
        guard try scanner.nextKind() == .object else { return false }
        var id: UUID?
        var type: Bytes?
        var data: Payload?
        var metadata: Bytes? = Bytes()
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            let isMissing = scanner.isValueMissing()
            if Self.text(name, is: "messageId", scanner) {
                id = isMissing ? nil : try identifier(&scanner)
            } else if Self.text(name, is: "type", scanner) {
                type = isMissing ? nil : try string(&scanner)
            } else if Self.text(name, is: "jsonData", scanner) {
                data = isMissing ? nil : try payload(&scanner)
            } else if Self.text(name, is: "jsonMetadata", scanner) {
                metadata = isMissing ? Bytes() : try jsonText(&scanner)
            } else if !isMissing {
                try scanner.skipValue()
            }
        }
        guard let id, let type, type.isMessageType, let data, let metadata else { return false }
        messages.append(NewMessage(id: id, type: type, payload: data, metadata: metadata))
        return true
    }

    /// Whether a name is this one. The lengths tell most names apart, and cost nothing.
    @inline(__always)
    private static func text(
        _ name: JSONText, is literal: StaticString, _ scanner: borrowing JSONScanner
    ) -> Bool {
        (name.isEscaped || name.range.count == literal.utf8CodeUnitCount)
            && scanner.text(name, is: literal)
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
}

extension Bytes {
    /// Whether this is text of 1 to ``AppendForm/maximumTypeLength`` characters.
    var isMessageType: Bool {
        !isEmpty
            && (count <= AppendForm.maximumTypeLength
                || characterCount <= AppendForm.maximumTypeLength)
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
        let pointer = JSONPointer(locating: error.offset, in: body.span)
        var problem = Problem(
            .badRequest, type: "JsonReaderException", title: "Bad format.",
            detail: "The body is not JSON: \(error.reason), at byte \(error.offset)." + advice,
            faults: [Fault(.pointer(pointer), rule: Fault.json, error.reason)])
        problem.carriesForm = true
        return problem
    }
}
