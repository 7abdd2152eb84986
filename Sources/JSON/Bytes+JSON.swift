package import Octets

extension Bytes {
    /// Whether this is one JSON text (RFC 8259), white space around it allowed.
    package var isJSON: Bool {
        var scanner = JSONScanner(span)
        do {
            try scanner.skipValue()
            try scanner.finish()
            return true
        } catch {
            return false
        }
    }
}
