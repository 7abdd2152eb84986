package import Octets

/// What a request line asks for (RFC 9112 §3.2), as the bytes that came: nothing is decoded here, so that
/// `%2F` in a segment stays apart from `/`.
package struct Target: Sendable, Hashable {
    /// The path, beginning with `/`; `*` for `OPTIONS *`.
    package let path: Bytes
    /// What stands behind the first `?`, without it; nil if there is no `?`.
    package let query: Bytes?

    /// A target of these parts, which the parser has checked.
    package init(path: Bytes, query: Bytes?) {
        self.path = path
        self.query = query
    }

    /// An origin-form target as it stands on a request line, for tests and in-process requests.
    package init(_ text: String) {
        let bytes = Bytes(text)
        if let mark = bytes.span.firstIndex(of: UInt8(ascii: "?")) {
            self.init(path: bytes[0..<mark], query: bytes[(mark + 1)..<bytes.count])
        } else {
            self.init(path: bytes, query: nil)
        }
    }

    /// The raw segments between the slashes: none for `/`, and an empty last one behind a trailing slash.
    package var segments: [Bytes] {
        guard path.count > 1 else { return [] }
        var segments: [Bytes] = []
        let span = path.span
        var start = 1
        while let slash = span.firstIndex(of: UInt8(ascii: "/"), from: start) {
            segments.append(path[start..<slash])
            start = slash + 1
        }
        segments.append(path[start..<path.count])
        return segments
    }
}
