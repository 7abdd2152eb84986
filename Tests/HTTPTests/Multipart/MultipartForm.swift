import Octets

@testable import HTTP

/// A multipart body, read whole: what the tests compare.
struct MultipartForm: Equatable {
    /// A part with its content.
    struct Part: Equatable {
        var name: String?
        var fileName: String?
        var type: String?
        var content: String
    }

    var parts: [Part] = []
    /// Why the body was not taken to its end.
    var error: MultipartError?

    /// Reads pieces of a body with the pure parser.
    init(_ pieces: [Bytes], _ boundary: Bytes, _ limits: MultipartLimits = MultipartLimits()) {
        guard let boundary = MultipartBoundary(boundary) else {
            error = .malformed("no boundary")
            return
        }
        var parser = MultipartParser(boundary, limits: limits)
        do throws(MultipartError) {
            for piece in pieces {
                parser.feed(piece)
                while let event = try parser.next() { take(event) }
            }
            try parser.finish()
        } catch {
            self.error = error
        }
    }

    private mutating func take(_ event: MultipartParser.Event) {
        switch event {
        case .part(let part):
            parts.append(
                Part(
                    name: part.name?.text, fileName: part.fileName?.text,
                    type: part.contentType?.text, content: ""))
        case .data(let bytes): parts[parts.count - 1].content += bytes.text
        case .endOfPart: break
        }
    }
}
