import CLinux
import Glibc
import Octets

/// Answers with parts of a representation (RFC 9110 §14), for bodies in memory and in files.
enum Ranges {
    /// The answer to a request that may ask for ranges, made of a whole one that offers them.
    static func apply(to response: Response, _ request: Request) throws(Refusal) -> Response {
        guard response.status == .ok, let length = response.body.length else { return response }
        var response = response
        response.headers.set(.acceptRanges, "bytes")
        // Range means nothing to any method but GET (§14.2), and nothing has no part.
        let fields = request.headers.all(.range)
        guard request.method == .get, fields.count == 1, length > 0,
            isCurrent(response, request.headers)
        else { return response }
        switch ByteRanges(fields[0], length: length) {
        case .ignored: return response
        case .unsatisfiable:
            throw .rangeNotSatisfiable(length: length)
        case .parts(let parts):
            guard parts.count > 1 else { return single(parts[0], of: response, length) }
            return multiple(parts, of: response, length)
        }
    }

    /// Whether an If-Range, if there is one, names this representation (§13.1.5).
    private static func isCurrent(_ response: Response, _ headers: Headers) -> Bool {
        guard let validator = headers[.ifRange] else { return true }
        if let date = HTTPDate(validator) {
            return response.headers[.lastModified].flatMap { HTTPDate($0) } == date
        }
        guard let tag = response.headers[.etag], !tag.isEmpty else { return false }
        // Strong comparison: a weak tag is never enough to put pieces together.
        return tag[0] == UInt8(ascii: "\"") && tag == validator
    }

    private static func single(
        _ part: Range<UInt64>, of whole: Response, _ length: UInt64
    ) -> Response {
        var response = whole
        switch whole.body {
        case .bytes(let bytes):
            // The length is that of the bytes, so the bounds fit.
            response.body = .bytes(bytes[Int(part.lowerBound)..<Int(part.upperBound)])
        case .file(let region):
            guard let piece = region.part(part) else { return whole }
            response.body = .file(piece)
        case .empty, .stream: return whole
        }
        response.status = .partialContent
        response.headers.set(.contentRange, contentRange(part, length))
        return response
    }

    /// Several parts as `multipart/byteranges`; the whole where that is not longer than twice as much, so
    /// that overlapping ranges multiply nothing (§17.15).
    private static func multiple(
        _ parts: [Range<UInt64>], of whole: Response, _ length: UInt64
    ) -> Response {
        let boundary = UUID.random().description
        var heads: [Bytes] = []
        var total: UInt64 = 0
        let bound = length.multipliedReportingOverflow(by: 2)
        for part in parts {
            let head = partHead(part, length, whole.headers[.contentType], boundary)
            heads.append(head)
            total += UInt64(head.count) + UInt64(part.count)
            guard bound.overflow || total <= bound.partialValue else { return whole }
        }
        let end = Bytes("\r\n--\(boundary)--\r\n")
        total += UInt64(end.count)
        guard bound.overflow || total <= bound.partialValue,
            let type = HeaderValue("multipart/byteranges; boundary=\(boundary)")
        else { return whole }
        var response = whole
        switch whole.body {
        case .bytes(let bytes):
            var writer = ByteWriter(capacity: Int(total))
            for (head, part) in zip(heads, parts) {
                writer.append(head)
                writer.append(bytes[Int(part.lowerBound)..<Int(part.upperBound)])
            }
            writer.append(end)
            response.body = .bytes(writer.finish())
        case .file(let region):
            let pieces = Array(zip(heads, parts))
            response.body = .stream(length: total) { sink in
                for (head, part) in pieces {
                    try await sink.write(head)
                    try await region.copy(part, to: sink)
                }
                try await sink.write(end)
            }
        case .empty, .stream: return whole
        }
        response.status = .partialContent
        response.headers.set(.contentType, type)
        return response
    }

    private static func partHead(
        _ part: Range<UInt64>, _ length: UInt64, _ type: Bytes?, _ boundary: String
    ) -> Bytes {
        var writer = ByteWriter(capacity: 160)
        writer.append("\r\n--")
        writer.append(boundary)
        if let type {
            writer.append("\r\nContent-Type: ")
            writer.append(type)
        }
        writer.append("\r\nContent-Range: ")
        writer.append(contentRange(part, length).bytes)
        writer.append("\r\n\r\n")
        return writer.finish()
    }

    private static func contentRange(_ part: Range<UInt64>, _ length: UInt64) -> HeaderValue {
        var writer = ByteWriter(capacity: 64)
        writer.append("bytes ")
        writer.append(decimal: part.lowerBound)
        writer.append("-")
        writer.append(decimal: part.upperBound - 1)
        writer.append("/")
        writer.append(decimal: length)
        return HeaderValue(writer.finish()) ?? "bytes */*"
    }
}
