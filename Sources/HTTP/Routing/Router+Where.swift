import Octets

extension Router {
    func locate(_ request: inout Request) -> Place {
        let path = request.target.path
        guard path != "*" else { return .server(dialect(for: "/")) }
        if !guests.isEmpty, let guest = guest(at: path, request) {
            request.label = guest.label
            return .resource(guest)
        }
        guard path.hasWellFormedEscapes else {
            return fallback(for: path, &request) ?? .malformed(dialect(for: path))
        }
        if let match = trie.match(path, length: path.count) {
            return .resource(bind(match, &request))
        }
        let length = path.count - 1
        if length > 1, path[length] == UInt8(ascii: "/"),
            let match = trie.match(path, length: length)
        {
            return .slashed(bind(match, &request))
        }
        return fallback(for: path, &request) ?? .nowhere(dialect(for: path))
    }

    /// Who claims a request that others would answer; nil for nobody.
    private func guest(at path: Bytes, _ request: borrowing Request) -> RouterEntry? {
        for (guest, entry) in guests where guest.path == path {
            if guest.claims(request.method, request.target) { return entry }
        }
        return nil
    }

    /// Who answers what there is no route for; nil for nobody.
    private func fallback(for path: Bytes, _ request: inout Request) -> Place? {
        for (prefix, entry) in fallbacks where path.isBelow(prefix) {
            request.label = entry.label
            return .resource(entry)
        }
        return nil
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
        for (prefix, dialect) in dialects where path.isBelow(prefix) { return dialect }
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
    /// Whether this path is `prefix` or lies below it. Everything lies below the empty prefix.
    fileprivate func isBelow(_ prefix: Bytes) -> Bool {
        guard span.starts(with: prefix.span) else { return false }
        return prefix.isEmpty || count == prefix.count || self[prefix.count] == UInt8(ascii: "/")
    }

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
