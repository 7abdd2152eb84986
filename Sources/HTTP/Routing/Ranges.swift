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
        // Range means nothing to any method but GET (§14.2).
        let fields = request.headers.all(.range)
        guard request.method == .get, fields.count == 1, isCurrent(response, request.headers)
        else { return response }
        switch ByteRanges(fields[0], length: length, rules: response.rangeRules) {
        case .ignored: return response
        case .malformed: throw .malformedRange
        case .unsatisfiable:
            // Nothing has no part: some clients ask for ranges of whatever they get.
            guard length > 0 else { return response }
            throw .rangeNotSatisfiable(length: length)
        case .parts(let parts):
            guard parts.count > 1 else { return single(parts[0], of: response, length) }
            return multiple(parts, of: response, length)
        }
    }

    /// How many parts an answer has at most that is made of a file, or by the rules of static files: some 30 kB
    /// of heads, and four system calls for each part. Who asks for more gets the whole (RFC 9110 §14.2).
    private static let mostParts = 200

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
        case .empty, .stream, .parts: return whole
        }
        response.status = .partialContent
        response.headers.set(.contentRange, contentRange(part, length))
        return response
    }

    /// Several parts as `multipart/byteranges` (§14.6), in the order in which they were asked for; the whole
    /// where that would be much longer, so that overlapping ranges multiply nothing (§17.15).
    private static func multiple(
        _ parts: [Range<UInt64>], of whole: Response, _ length: UInt64
    ) -> Response {
        let boundary = UUID.random().description
        let isStrict = whole.rangeRules == .staticFiles
        let isFile = if case .file = whole.body { true } else { false }
        guard parts.count <= mostParts || !isStrict && !isFile else { return whole }
        let end = Bytes("\r\n--\(boundary)--\r\n")
        var heads: [Bytes] = []
        var (total, content) = (UInt64(end.count), UInt64(0))
        for (number, part) in parts.enumerated() {
            let head = partHead(part, length, whole.headers[.contentType], boundary)
            // A body that begins with its boundary is what Go's own clients see.
            heads.append(isStrict && number == 0 ? head[2..<head.count] : head)
            let (sum, overflow) = content.addingReportingOverflow(
                part.upperBound - part.lowerBound)
            content = sum
            total += UInt64(heads[number].count)
            guard !overflow, isWorth(content, total, of: length, isStrict) else { return whole }
        }
        guard let type = HeaderValue("multipart/byteranges; boundary=\(boundary)") else {
            return whole
        }
        var response = whole
        switch whole.body {
        case .bytes(let bytes):
            var writer = ByteWriter(capacity: Int(total &+ content))
            for (head, part) in zip(heads, parts) {
                writer.append(head)
                writer.append(bytes[Int(part.lowerBound)..<Int(part.upperBound)])
            }
            writer.append(end)
            response.body = .bytes(writer.finish())
        case .file(let region):
            var pieces = BodyParts()
            for (head, part) in zip(heads, parts) {
                guard let piece = region.part(part) else { return whole }
                pieces.append(head)
                pieces.append(piece)
            }
            pieces.append(end)
            response.body = .parts(pieces)
        case .empty, .stream, .parts: return whole
        }
        response.status = .partialContent
        response.headers.set(.contentType, type)
        return response
    }

    /// Whether an answer in parts may have that much content and that much around it, in bytes.
    private static func isWorth(
        _ content: UInt64, _ heads: UInt64, of length: UInt64, _ isStrict: Bool
    ) -> Bool {
        if isStrict { return content <= length }
        let (bound, unbounded) = length.multipliedReportingOverflow(by: 2)
        let (total, overflow) = content.addingReportingOverflow(heads)
        return !overflow && (unbounded || total <= bound)
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
