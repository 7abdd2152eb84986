import Octets

extension Router {
    func locate(_ request: inout Request) -> Place {
        let path = request.target.path
        guard path != "*" else { return .server(dialect(for: "/")) }
        guard path.hasWellFormedEscapes else { return .malformed(dialect(for: path)) }
        if let match = trie.match(path, length: path.count) {
            return .resource(bind(match, &request))
        }
        let length = path.count - 1
        if length > 1, path[length] == UInt8(ascii: "/"),
            let match = trie.match(path, length: length)
        {
            return .slashed(bind(match, &request))
        }
        return .nowhere(dialect(for: path))
    }

    private func bind(_ match: RouteTrie.Match, _ request: inout Request) -> RouterEntry {
        let entry = entries[match.entry]
        request.label = entry.label
        guard !match.captures.isEmpty else { return entry }
        for (name, range) in zip(entry.names, match.captures) {
            request.parameters[name] = Percent.decode(segment: request.target.path[range])
        }
        return entry
    }

    func dialect(for path: Bytes) -> Dialect {
        for (prefix, dialect) in dialects where path.span.starts(with: prefix.span) {
            if path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/") {
                return dialect
            }
        }
        return .plain
    }

    static func dialect(of place: Place) -> Dialect {
        switch place {
        case .resource(let entry), .slashed(let entry): entry.dialect
        case .nowhere(let dialect), .malformed(let dialect), .server(let dialect): dialect
        }
    }
}

extension Bytes {
    /// Whether every `%` begins an escape (RFC 3986 §2.1).
    fileprivate var hasWellFormedEscapes: Bool {
        let span = span
        var start = 0
        while let mark = span.firstIndex(of: UInt8(ascii: "%"), from: start) {
            guard mark + 2 < span.count, span[mark + 1].hexDigitValue != nil,
                span[mark + 2].hexDigitValue != nil
            else { return false }
            start = mark + 3
        }
        return true
    }
}
