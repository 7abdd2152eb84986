import Octets

/// What a client should do with content, and under which name to keep it (RFC 6266).
package enum ContentDisposition: Sendable {
    /// Keep it as a file.
    case attachment
    /// Show it, if it can.
    case inline

    /// The field value. A name in plain ASCII is sent as it is; any other as `filename*` (RFC 8187) too, behind
    /// a `filename` for clients that know no other, in which `_` stands for what it cannot have.
    package func field(_ name: FileName?) -> HeaderValue {
        var writer = ByteWriter(capacity: 96)
        switch self {
        case .attachment: writer.append("attachment")
        case .inline: writer.append("inline")
        }
        if let name {
            writer.append("; filename=\"")
            let isWhole = Self.writePlain(name.bytes, to: &writer)
            writer.append("\"")
            if !isWhole {
                writer.append("; filename*=")
                ExtendedValue.write(name.bytes, to: &writer)
            }
        }
        // Nothing but visible ASCII and blanks was written.
        return HeaderValue(writer.finish()) ?? "attachment"
    }

    /// Writes what of a name can stand in quotes everywhere; false if that is not all of it. A percent sign is
    /// left out as well: some clients decode escapes there.
    private static func writePlain(_ name: Bytes, to writer: inout ByteWriter) -> Bool {
        var isWhole = true
        for index in name.span.indices {
            let byte = name[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "%"), 0..<0x20, 0x7F...0xFF:
                isWhole = false
                // One mark for each character: the bytes behind its first say nothing.
                if byte & 0xC0 != 0x80 { writer.append("_") }
            default: writer.append(byte)
            }
        }
        return isWhole
    }
}
