package import Octets

/// The boundary of a multipart body (RFC 2046 §5.1.1): 1 to 70 of its characters, no blank at the end.
package struct MultipartBoundary: Sendable, Hashable {
    /// The bytes, without the two dashes that stand before them in the body.
    package let bytes: Bytes

    /// The boundary of these bytes, or nil if they are none.
    package init?(_ bytes: Bytes) {
        guard (1...70).contains(bytes.count), bytes[bytes.count - 1] != 0x20 else { return nil }
        for index in bytes.span.indices where !Self.isAllowed(bytes[index]) { return nil }
        self.bytes = bytes
    }

    /// The boundary that a Content-Type names, quoted or not; nil where the type is not
    /// `multipart/form-data`, or names none or two.
    package init?(formData contentType: Bytes) {
        guard let list = ParameterList(contentType),
            list.value.span.equalsIgnoringASCIICase("multipart/form-data".utf8Span.span),
            let boundary = list["boundary"]
        else { return nil }
        self.init(boundary)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'")...UInt8(ascii: ")"),
            UInt8(ascii: "+")...UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
