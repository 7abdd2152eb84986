package import Octets

/// Where in a JSON document something is (RFC 6901): `/0/jsonData`. The empty pointer is the document.
package struct JSONPointer: Hashable, Sendable {
    /// The pointer as it is written.
    package let bytes: Bytes

    /// The whole document.
    package init() { bytes = Bytes() }

    private init(_ bytes: Bytes) { self.bytes = bytes }

    /// The pointer to a member of the value that this one points to.
    package func appending(_ name: Bytes) -> JSONPointer {
        var writer = ByteWriter(capacity: bytes.count + name.count + 1)
        writer.append(bytes)
        writer.append(UInt8(ascii: "/"))
        let span = name.span
        for index in span.indices {
            switch span[index] {
            case UInt8(ascii: "~"): writer.append("~0")
            case UInt8(ascii: "/"): writer.append("~1")
            default: writer.append(span[index])
            }
        }
        return JSONPointer(writer.finish())
    }

    /// The pointer to an element of the array that this one points to.
    package func appending(_ index: Int) -> JSONPointer {
        var writer = ByteWriter(capacity: bytes.count + 8)
        writer.append(bytes)
        writer.append(UInt8(ascii: "/"))
        writer.append(decimal: index)
        return JSONPointer(writer.finish())
    }
}

extension JSONPointer: CustomStringConvertible {
    package var description: String { bytes.text }
}
