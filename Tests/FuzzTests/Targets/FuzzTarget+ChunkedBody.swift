import HTTP
import Octets

extension FuzzTarget {
    /// A chunked body: taken exactly where a reader of whole lines takes it, with the same bytes, however it
    /// is cut; and what was taken can be written again.
    static let chunkedBody = FuzzTarget("chunked-body") { bytes in
        let whole = decoded([bytes])
        if bytes.count <= 4096 {
            let wanted = ReferenceChunks.decode(bytes.array)
            switch (whole, wanted) {
            case (.complete(let data, let end), .some(let other)):
                try require(data == other.data, "other data: \(data) \(other.data)")
                try require(end == other.end, "another end: \(end) \(other.end)")
            case (.complete, nil): throw Contradiction("a body is taken that is none")
            case (_, .some): throw Contradiction("a body is refused: \(whole)")
            default: break
            }
        }
        for cut in stride(from: 1, to: bytes.count, by: max(bytes.count / 48, 1)) {
            let parts = decoded([bytes[0..<cut], bytes[cut..<bytes.count]])
            try require(parts == whole, "cut at \(cut): \(parts) instead of \(whole)")
        }
        if bytes.count <= 512 {
            let pieces = decoded((0..<bytes.count).map { bytes[$0..<($0 + 1)] })
            try require(pieces == whole, "byte by byte: \(pieces) instead of \(whole)")
        }
        guard case .complete(let data, _) = whole else { return }
        let written = spelled(data)
        let again = Decoded.complete(data, end: written.count)
        try require(decoded([written]) == again, "what was taken is not read again")
    }

    /// What a decoder comes to.
    private enum Decoded: Equatable {
        case complete([UInt8], end: Int)
        case incomplete([UInt8])
        case refused(ParseError)
    }

    private static func decoded(_ pieces: [Bytes]) -> Decoded {
        var decoder = ChunkedDecoder()
        var data: [UInt8] = []
        var start = 0
        let limits = Limits()
        do throws(ParseError) {
            for piece in pieces {
                var position = 0
                steps: while true {
                    switch try decoder.decode(piece.span, from: &position, limits: limits) {
                    case .data(let range): data += piece[range].array
                    case .needsMore: break steps
                    case .end: return .complete(data, end: start + position)
                    }
                }
                start += piece.count
            }
            return .incomplete(data)
        } catch {
            return .refused(error)
        }
    }

    private static func spelled(_ data: [UInt8]) -> Bytes {
        var writer = ByteWriter()
        if !data.isEmpty {
            ResponseSerializer.writeChunkStart(data.count, to: &writer)
            writer.append(Bytes(data))
            writer.append("\r\n")
        }
        writer.append("0\r\n\r\n")
        return writer.finish()
    }
}
