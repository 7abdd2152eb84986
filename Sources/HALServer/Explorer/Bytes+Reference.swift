import Octets

extension Bytes {
    /// Whether a page may link there: a relative reference, or an address of the web. Nothing that a browser
    /// would run (`javascript:`, `data:`), and none of the characters that it overlooks on the way to a
    /// scheme (control characters and blanks).
    var isSafeReference: Bool {
        let span = span
        var scheme: Int?
        var isBeforePath = true
        for index in span.indices {
            switch span[index] {
            case 0x00...0x20, 0x7F, UInt8(ascii: "\\"): return false
            case UInt8(ascii: ":") where isBeforePath:
                scheme = index
                isBeforePath = false
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): isBeforePath = false
            default: break
            }
        }
        guard let scheme else { return true }
        let name = span.extracting(0..<scheme)
        return name.equalsIgnoringASCIICase(Bytes("http").span)
            || name.equalsIgnoringASCIICase(Bytes("https").span)
    }

    /// This relative reference as a path below the API's root, when it stands in the document at `path`.
    /// Nil where it leaves the API: with a scheme, or from the root of the host.
    func belowRoot(from path: Bytes) -> Bytes? {
        let parts = ReferenceParts.split(self)
        guard !parts.path.span.starts(with: Bytes("/").span), !parts.hasScheme else { return nil }
        var segments = ReferenceParts.segments(path).dropLast()
        for segment in ReferenceParts.segments(Bytes("/").followed(by: parts.path)) {
            if segment == ".." {
                segments = segments.dropLast()
            } else if segment != "." {
                segments.append(segment)
            }
        }
        var writer = ByteWriter(capacity: count + path.count)
        for (index, segment) in segments.enumerated() {
            if index > 0 { writer.append("/") }
            writer.append(segment)
        }
        writer.append(parts.rest)
        return writer.finish()
    }
}

/// The parts of a reference that resolving it needs (RFC 3986 §5.2). Templates count as they stand.
private enum ReferenceParts {
    static func split(_ reference: Bytes) -> (path: Bytes, rest: Bytes, hasScheme: Bool) {
        let span = reference.span
        var end = span.count
        var braces = 0
        var hasScheme = false
        for index in span.indices {
            switch span[index] {
            case UInt8(ascii: "{"):
                braces += 1
                // `{?a}` and `{#a}` begin the query and the fragment of what the template becomes.
                if index + 1 < span.count, [0x3F, 0x26, 0x23].contains(span[index + 1]) {
                    end = min(end, index)
                }
            case UInt8(ascii: "}"): braces -= 1
            case UInt8(ascii: ":") where braces == 0 && end == span.count:
                if reference[0..<index].span.firstIndex(of: UInt8(ascii: "/")) == nil {
                    hasScheme = true
                }
            case UInt8(ascii: "?"), UInt8(ascii: "#"):
                if braces == 0 { end = min(end, index) }
            default: break
            }
        }
        return (reference[0..<end], reference[end..<span.count], hasScheme)
    }

    /// The segments of a path that begins with a slash.
    static func segments(_ path: Bytes) -> [Bytes] {
        var segments: [Bytes] = []
        let span = path.span
        var start = 1
        while let slash = span.firstIndex(of: UInt8(ascii: "/"), from: start) {
            segments.append(path[start..<slash])
            start = slash + 1
        }
        segments.append(path[min(start, path.count)..<path.count])
        return segments
    }
}
