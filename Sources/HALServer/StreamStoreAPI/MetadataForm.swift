import HTTP
import JSON
import Octets
import Store

/// The body that sets a stream's metadata (`hal-api.md` §8). What it leaves out is cleared.
enum MetadataForm {
    /// The metadata of a body, or what is wrong with it. `metadataJson` may be an object or, as the first
    /// client generation sends it, a string of JSON text.
    static func metadata(_ body: Bytes) throws(Problem) -> StreamMetadata {
        do {
            return try read(body)
        } catch let error as JSONError {
            throw .notJSON(body, error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.internalServerError)
        }
    }

    private static func read(_ body: Bytes) throws -> StreamMetadata {
        var faults: [Problem.Fault] = []
        var metadata = StreamMetadata()
        var scanner = JSONScanner(body.span)
        scanner.skipByteOrderMark()
        guard try scanner.nextKind() == .object else {
            try scanner.skipValue()
            try scanner.finish()
            throw bad([Problem.Fault(pointer: "", detail: "The body is an object.")])
        }
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            if scanner.isValueMissing() { continue }
            if scanner.text(name, is: "maxAge") {
                metadata.maxAge = try limit(&scanner, body, "maxAge", &faults)
            } else if scanner.text(name, is: "maxCount") {
                metadata.maxCount = try limit(&scanner, body, "maxCount", &faults)
            } else if scanner.text(name, is: "metadataJson") {
                let text = try body.jsonText(&scanner, kind: scanner.nextKind())
                metadata.json = text.flatMap { $0.isEmpty ? nil : $0 }
                if text == nil {
                    faults.append(
                        Problem.Fault(
                            pointer: "/metadataJson",
                            detail: "metadataJson is an object or a string of JSON text."))
                }
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        guard faults.isEmpty else { throw bad(faults) }
        return metadata
    }

    private static func limit(
        _ scanner: inout JSONScanner, _ body: Bytes, _ name: String,
        _ faults: inout [Problem.Fault]
    ) throws(JSONError) -> Int32? {
        switch try scanner.nextKind() {
        case .null:
            try scanner.null()
            return nil
        case .number:
            let number = body[try scanner.number()]
            if let value = Int64(jsonNumber: number.span).flatMap({ Int32(exactly: $0) }), value > 0
            {
                return value
            }
        default: try scanner.skipValue()
        }
        faults.append(
            Problem.Fault(
                pointer: "/\(name)", detail: "\(name) is a whole number from 1 to \(Int32.max)."))
        return nil
    }

    private static func bad(_ faults: [Problem.Fault]) -> Problem {
        // The original's reader failed on what is not an object, and said so with this word.
        Problem(
            .badRequest, type: "JsonReaderException", title: "Bad format.",
            detail: faults.first?.detail, faults: faults)
    }
}
