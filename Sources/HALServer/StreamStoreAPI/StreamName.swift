import HTTP
import Octets
import Store

/// The rules for stream names in this API (`hal-api.md` §14.19).
enum StreamName {
    /// The longest name, in bytes, that can be written. Names of system streams may be longer.
    static let maximumLength = 1000

    /// The stream that a path segment names; the router has decoded the segment once.
    static func stream(_ segment: Bytes?) throws(Problem) -> StreamID {
        let name = (segment ?? Bytes()).mappingEncodedSlashes()
        let span = name.span
        guard let stream = StreamID(name), stream.isSystem || name.count <= maximumLength else {
            throw Problem(.badRequest, "A stream id has 1 to \(maximumLength) bytes.")
        }
        guard span.isWellFormedUTF8 else {
            throw Problem(.badRequest, "A stream id is UTF-8.")
        }
        // Compared without literals of bytes, which cost an allocation each.
        guard
            span.count > 2 || span[0] != UInt8(ascii: ".")
                || span[span.count - 1] != UInt8(ascii: ".")
        else {
            throw Problem(.badRequest, "A stream id is neither '.' nor '..'.")
        }
        for index in span.indices where span[index] <= 0x20 || span[index] == 0x7F {
            throw Problem(
                .badRequest,
                "A stream id has no blanks and no control characters; byte \(index) is one.")
        }
        return stream
    }

    /// Whether requests may append to the stream and delete it and its messages: not the server's own. The
    /// forms for it are embedded only where this holds.
    static func isWritable(_ stream: StreamID) -> Bool { !stream.isSystem }

    /// Whether requests may say metadata of the stream: of the server's own, only of `$deleted`, to bound it.
    static func canHaveMetadata(_ stream: StreamID) -> Bool {
        !stream.isSystem || stream == .deleted
    }

    /// The stream that a path segment names, for changing it: not one of the server's own.
    static func writable(_ segment: Bytes?) throws(Problem) -> StreamID {
        let stream = try stream(segment)
        guard isWritable(stream) else {
            throw Problem(
                .badRequest,
                "Streams whose ids begin with '$' are kept by the server: they can be read only.")
        }
        return stream
    }
}

extension Bytes {
    /// The bytes with each `%2f` as `/`: what is left of `%252f` after one decoding.
    fileprivate func mappingEncodedSlashes() -> Bytes {
        guard span.firstIndex(of: UInt8(ascii: "%")) != nil else { return self }
        let span = span
        var writer = ByteWriter(capacity: count)
        var index = 0
        while index < span.count {
            if span[index] == UInt8(ascii: "%"), index + 2 < span.count,
                span[index + 1] == UInt8(ascii: "2"),
                span[index + 2].asciiLowercased == UInt8(ascii: "f")
            {
                writer.append(UInt8(ascii: "/"))
                index += 3
            } else {
                writer.append(span[index])
                index += 1
            }
        }
        return writer.finish()
    }
}
