package import Octets

/// Several representations of one version share its number, and differ by a mark behind it in their ETags:
/// `"9"`, `"9;atom"`, `"9;atom;gzip"` (RFC 9110 §8.8.3.3). Whoever chooses among them takes the mark off the
/// conditions on the way in, and puts it on the answer on the way out; what lies between knows versions only.
extension Request {
    /// The same request, whose conditions speak of tags without this mark. Tags that do not have it are those
    /// of other representations: none of them holds.
    package func withoutMark(_ mark: Bytes) -> Request {
        var request = self
        for name: HeaderName in [.ifNoneMatch, .ifMatch, .ifRange] {
            guard let field = headers.list(name) else { continue }
            // A date in If-Range speaks of no tag.
            if name == .ifRange, field.span.firstIndex(of: UInt8(ascii: "\"")) == nil { continue }
            if let value = HeaderValue(EntityTags.list(field, without: mark)) {
                request.headers.set(name, value)
            }
        }
        return request
    }
}

extension Response {
    /// Puts the mark of the chosen representation into the ETag, if there is one.
    package mutating func mark(_ mark: Bytes) {
        guard let tag = headers[.etag], tag.count > 1, tag[tag.count - 1] == UInt8(ascii: "\"")
        else { return }
        var writer = ByteWriter(capacity: tag.count + mark.count + 1)
        writer.append(tag[0..<(tag.count - 1)])
        writer.append(";")
        writer.append(mark)
        writer.append("\"")
        if let value = HeaderValue(writer.finish()) { headers.set(.etag, value) }
    }
}
