import Octets

@testable import HTTP

extension FuzzTarget {
    /// A form with files: a Content-Type in the first line, the body behind it. The body has the parts that a
    /// reader of whole bodies finds, however it is cut; and what was taken can be written again.
    static let multipart = FuzzTarget("multipart") { bytes in
        let feed = bytes.span.firstIndex(of: 0x0A) ?? 0
        let named = MultipartBoundary(formData: bytes[0..<feed])
        guard let boundary = named ?? MultipartBoundary("B") else { return }
        let body = bytes[min(feed + 1, bytes.count)..<bytes.count]
        let whole = taken([body], boundary)
        if body.count <= 4096 { try compare(whole, body, boundary) }
        for cut in stride(from: 1, to: body.count, by: max(body.count / 48, 1)) {
            let parts = taken([body[0..<cut], body[cut..<body.count]], boundary)
            try require(parts == whole, "cut at \(cut): \(parts) instead of \(whole)")
        }
        if body.count <= 512 {
            let pieces = taken((0..<body.count).map { body[$0..<($0 + 1)] }, boundary)
            try require(pieces == whole, "byte by byte: \(pieces) instead of \(whole)")
        }
        guard whole.error == nil else { return }
        let again = taken([spelled(whole.parts, boundary)], boundary)
        try require(again == whole, "what was taken is read again as \(again)")
    }

    /// What a body comes to.
    private struct Taken: Equatable {
        var parts: [ReferenceMultipart.Part] = []
        var isInPart = false
        var error: MultipartError?
    }

    private static func taken(_ pieces: [Bytes], _ boundary: MultipartBoundary) -> Taken {
        var parser = MultipartParser(boundary)
        var taken = Taken()
        do throws(MultipartError) {
            for piece in pieces {
                parser.feed(piece)
                while let event = try parser.next() { add(event, to: &taken) }
            }
            try parser.finish()
        } catch {
            taken.error = error
        }
        return taken
    }

    private static func add(_ event: MultipartParser.Event, to taken: inout Taken) {
        switch event {
        case .part(let part):
            let fields = part.fields.map {
                ReferenceMultipart.Field(name: $0.name.array, value: $0.value.array)
            }
            taken.parts.append(ReferenceMultipart.Part(fields: fields, content: []))
            taken.isInPart = true
        case .data(let bytes):
            guard taken.isInPart, !bytes.isEmpty, let last = taken.parts.indices.last else {
                taken.error = .malformed("content outside of a part")
                return
            }
            taken.parts[last].content += bytes.array
        case .endOfPart: taken.isInPart = false
        }
    }

    private static func compare(
        _ whole: Taken, _ body: Bytes, _ boundary: MultipartBoundary
    ) throws(Contradiction) {
        let wanted = ReferenceMultipart.parts(body.array, boundary.bytes.array)
        switch whole.error {
        case nil:
            try require(!whole.isInPart, "the last part has no end")
            try require(
                wanted == whole.parts, "\(whole.parts) instead of \(String(describing: wanted))")
        case .incomplete: try require(wanted == nil, "a whole body is said to be incomplete")
        // The reference knows neither limits nor what fields mean.
        default: break
        }
    }

    private static func spelled(
        _ parts: [ReferenceMultipart.Part], _ boundary: MultipartBoundary
    ) -> Bytes {
        var writer = ByteWriter()
        for part in parts {
            writer.append("--")
            writer.append(boundary.bytes)
            writer.append("\r\n")
            for field in part.fields {
                writer.append(Bytes(field.name))
                writer.append(": ")
                writer.append(Bytes(field.value))
                writer.append("\r\n")
            }
            writer.append("\r\n")
            writer.append(Bytes(part.content))
            writer.append("\r\n")
        }
        writer.append("--")
        writer.append(boundary.bytes)
        writer.append("--\r\n")
        return writer.finish()
    }
}
