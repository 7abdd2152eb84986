import HTTP
import Octets
import Store

extension ByteWriter {
    /// Writes a stream's name as one path segment: percent-encoded, a `/` twice, because the segment is
    /// decoded once before a remaining `%2f` counts as `/` (`hal-api.md` §14.19).
    mutating func append(segment span: Span<UInt8>) {
        var start = 0
        for index in span.indices where !Percent.isUnreserved(span[index]) {
            append(span.extracting(start..<index))
            if span[index] == UInt8(ascii: "/") {
                append("%252f")
            } else {
                Percent.escape(span[index], into: &self)
            }
            start = index + 1
        }
        append(span.extracting(start..<span.count))
    }

    /// Writes a stream's name as one path segment.
    mutating func append(segment stream: StreamID) { append(segment: stream.bytes.span) }
}
