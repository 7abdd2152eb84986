import Octets

/// A path with names for some of its segments: `/streams/{streamID}/metadata`.
struct PathPattern: Sendable {
    enum Segment: Sendable, Hashable {
        /// Matches this segment, compared after decoding.
        case literal(Bytes)
        /// Matches any segment that is not empty, and binds it.
        case parameter(String)
    }

    /// The pattern as written, its mount's prefix in front.
    let text: String
    let segments: [Segment]

    /// The names that the pattern binds, from left to right.
    var names: [String] {
        segments.compactMap { segment in
            if case .parameter(let name) = segment { name } else { nil }
        }
    }

    /// Reads a pattern that stands below `prefix`. `/` stands for the prefix itself.
    init(_ pattern: String, below prefix: String) throws(RoutingError) {
        guard pattern.utf8.first == UInt8(ascii: "/") else {
            throw .malformed(pattern: pattern, reason: "it does not begin with a slash")
        }
        let segments = try Self.segments(of: prefix) + Self.segments(of: pattern)
        var names: Set<String> = []
        for case .parameter(let name) in segments where !names.insert(name).inserted {
            throw .duplicateName(pattern: pattern, name: name)
        }
        self.segments = segments
        text =
            prefix == "/" || prefix.isEmpty
            ? pattern : pattern == "/" ? prefix : prefix + pattern
    }

    private static func segments(of text: String) throws(RoutingError) -> [Segment] {
        guard text != "/", !text.isEmpty else { return [] }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw .malformed(pattern: text, reason: "it does not begin with a slash")
        }
        var segments: [Segment] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try segment(String(part), of: text))
        }
        return segments
    }

    private static func segment(
        _ part: String, of pattern: String
    ) throws(RoutingError) -> Segment {
        guard !part.isEmpty else {
            throw .malformed(pattern: pattern, reason: "a segment is empty")
        }
        guard part.hasPrefix("{"), part.hasSuffix("}") else {
            let isLiteral = part.utf8.allSatisfy { byte in
                byte != UInt8(ascii: "{") && byte != UInt8(ascii: "}")
                    && byte != UInt8(ascii: "%")
            }
            guard isLiteral else {
                throw .malformed(
                    pattern: pattern, reason: "a literal segment holds a brace or a percent sign")
            }
            return .literal(Bytes(part))
        }
        let name = String(part.dropFirst().dropLast())
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .malformed(pattern: pattern, reason: "a segment's name is missing or no token")
        }
        return .parameter(name)
    }
}
