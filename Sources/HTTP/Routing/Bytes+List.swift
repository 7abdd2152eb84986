package import Octets

extension Bytes {
    /// Whether a list (RFC 9110 §5.6.1) has an element of this name, in any case and whatever its parameters.
    package func lists(_ name: Bytes) -> Bool {
        let span = span
        var start = 0
        while start < span.count {
            let end = Negotiation.endOfElement(in: span, from: start)
            let element = span.extracting(start..<end)
            start = end + 1
            let parameters = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
            let found = Negotiation.trimmed(element.extracting(0..<parameters))
            if found.equalsIgnoringASCIICase(name.span) { return true }
        }
        return false
    }
}
