package import Octets

/// The name of a file as a user gave it, made safe to show and to send: no directories, no control characters,
/// at most ``mostBytes``. It is never a place on this machine's disk.
package struct FileName: Sendable, Hashable {
    /// How long a name is at most, in bytes: what file systems take.
    package static let mostBytes = 255

    /// The name; mostly UTF-8, but not surely.
    package let bytes: Bytes

    /// The name within what was given: what stands behind the last slash or backslash, since some clients send
    /// whole paths (RFC 7578 §4.2). Nil where nothing remains that names a file.
    package init?(_ given: Bytes) {
        let span = given.span
        var start = span.count
        while start > 0, span[start - 1] != UInt8(ascii: "/"), span[start - 1] != UInt8(ascii: "\\")
        {
            start -= 1
        }
        var writer = ByteWriter(capacity: span.count - start)
        for index in start..<span.count where span[index] >= 0x20 && span[index] != 0x7F {
            writer.append(span[index])
        }
        let name = Self.trimmed(Self.shortened(writer.finish()))
        guard !name.isEmpty, name != ".", name != ".." else { return nil }
        bytes = name
    }

    /// A name that is too long, without its end; a character is not cut.
    private static func shortened(_ name: Bytes) -> Bytes {
        guard name.count > mostBytes else { return name }
        var end = mostBytes
        while end > mostBytes - 4, name[end] & 0xC0 == 0x80 { end -= 1 }
        return name[0..<end]
    }

    private static func trimmed(_ name: Bytes) -> Bytes {
        var (start, end) = (0, name.count)
        while start < end, name[start] == 0x20 { start += 1 }
        while end > start, name[end - 1] == 0x20 { end -= 1 }
        return name[start..<end]
    }
}
