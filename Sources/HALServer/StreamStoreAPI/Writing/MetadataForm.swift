import HTTP
import JSON
import Octets
import Schemas
import Store

/// The body that sets a stream's metadata (`hal-api.md` §8). What it leaves out is cleared. What is right is
/// read in one pass, in which every check is that of `MetadataSchema` once these legacy spellings are put
/// right (`hal-api.md` §14.21):
///
/// - a byte order mark in front of the text,
/// - null, or nothing where a value belongs, for what is to be cleared,
/// - `metadataJson` as a string of JSON text; `""` is none.
///
/// What is not right is read once more, as the schema sees it, and the schema tells its faults.
enum MetadataForm {
    /// The metadata of a body, or what is wrong with it.
    static func metadata(_ body: Bytes) throws(Problem) -> StreamMetadata {
        do {
            if let metadata = try read(body) { return metadata }
            // The original's reader failed on what is not an object, and said so with this word.
            throw Problem.refused(
                type: "JsonReaderException", title: "Bad format.",
                faults: try faults(body).map { Problem.Fault($0) })
        } catch let error as JSONError {
            throw .notJSON(body, error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.internalServerError)
        }
    }

    /// What the schema does not allow in a body.
    static func faults(_ body: Bytes) throws(JSONError) -> [SchemaFault] {
        let document = try NormalForm.document(body, fields)
        return Validator(MetadataSchema.body).faults(in: document)
    }

    private static let fields: [NormalForm.Field] = [
        ("maxCount", .clearable), ("maxAge", .clearable), ("metadataJson", .object),
    ]

    /// Reads the body; nil if the schema does not allow it. Where a name repeats, its last value counts.
    private static func read(_ body: Bytes) throws(JSONError) -> StreamMetadata? {
        var maxAge = Limit.none
        var maxCount = Limit.none
        var json: Bytes? = Bytes()
        var scanner = JSONScanner(body.span)
        scanner.skipByteOrderMark()
        guard try scanner.nextKind() == .object else { return nil }
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            let isMissing = scanner.isValueMissing()
            if scanner.text(name, is: "maxAge") {
                maxAge = isMissing ? .none : try limit(&scanner, body)
            } else if scanner.text(name, is: "maxCount") {
                maxCount = isMissing ? .none : try limit(&scanner, body)
            } else if scanner.text(name, is: "metadataJson") {
                json =
                    isMissing ? Bytes() : try body.jsonText(&scanner, kind: scanner.nextKind())
            } else if !isMissing {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        guard let json, maxAge != .wrong, maxCount != .wrong else { return nil }
        return StreamMetadata(
            maxAge: maxAge.number, maxCount: maxCount.number, json: json.isEmpty ? nil : json)
    }

    /// What a body says of a limit.
    private enum Limit: Hashable {
        case none
        case number(Int32)
        case wrong

        var number: Int32? {
            if case .number(let number) = self { number } else { nil }
        }
    }

    private static func limit(
        _ scanner: inout JSONScanner, _ body: Bytes
    ) throws(JSONError) -> Limit {
        switch try scanner.nextKind() {
        case .null:
            try scanner.null()
            return .none
        case .number:
            let number = body[try scanner.number()]
            guard let value = Int64(jsonNumber: number.span).flatMap({ Int32(exactly: $0) }),
                value > 0
            else { return .wrong }
            return .number(value)
        default:
            try scanner.skipValue()
            return .wrong
        }
    }
}
