package import Octets

/// The name of a stream: bytes, compared as bytes. The store allows 1 to 8,192 of any value; the HAL API
/// is stricter (`hal-api.md` §14.19).
package struct StreamID: Hashable, Sendable, Comparable {
    /// The longest name, in bytes.
    package static let maximumLength = 8192

    /// The name's bytes.
    package let bytes: Bytes

    /// The stream of that name; nil if the name is empty or too long.
    package init?(_ bytes: Bytes) {
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength else { return nil }
        self.bytes = bytes
    }

    /// A name that was checked when it was stored.
    init(checked bytes: Bytes) { self.bytes = bytes }

    /// The same name in storage of its own. Who keeps a name for long must keep this one: a name out of a request
    /// keeps all of the request's head alive.
    var detached: StreamID { StreamID(checked: Bytes(copying: bytes.span)) }

    /// The system stream `$deleted`, in which deletions are recorded (`hal-api.md` §7).
    package static let deleted = StreamID(checked: "$deleted")

    /// Whether the name begins with `$`: kept by the server itself (`hal-api.md` §9).
    package var isSystem: Bool { bytes[0] == UInt8(ascii: "$") }

    /// Whether the name begins with `$$`: the metadata of another stream.
    package var isMetadata: Bool {
        bytes.count > 2 && isSystem && bytes[1] == UInt8(ascii: "$")
    }

    /// The stream `$$name`, which holds this stream's metadata; nil where that name would be too long.
    package var metadataStream: StreamID? {
        var writer = ByteWriter(capacity: bytes.count + 2)
        writer.append("$$")
        writer.append(bytes)
        return StreamID(writer.finish())
    }

    package static func < (left: StreamID, right: StreamID) -> Bool { left.bytes < right.bytes }
}

extension StreamID: CustomStringConvertible {
    package var description: String { bytes.text }
}
