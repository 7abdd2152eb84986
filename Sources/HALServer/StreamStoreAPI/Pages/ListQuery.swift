import HTTP
import Octets
import Store

/// Which stream names a URL of the feed browser asks for (`hal-api.md` §5.7).
struct ListQuery: Sendable {
    /// The most names on a page, whatever was asked for.
    static let maximumPageSize: Int64 = 10_000
    /// The most streams that are looked at for a page: a pattern may match next to nothing.
    static let scannedStreams = 100_000

    private let pattern: Bytes?
    private let kind: Bytes?
    private let limit: Int64?
    private let after: UInt64?

    /// The fields that mean something.
    private enum Name {
        static let pattern = QueryFields.Name("p", upper: "P")
        static let kind = QueryFields.Name("t", upper: "T")
        static let limit = QueryFields.Name("m", upper: "M")
        static let token = QueryFields.Name("c", upper: "C")
    }

    /// Reads what stands behind the `?`. A size below 1 and a token that is not ours are refused.
    init(_ query: Bytes?) throws(Problem) {
        let fields = QueryFields(query)
        pattern = fields[Name.pattern].text
        kind = fields[Name.kind].text
        limit = fields[Name.limit].integer
        if let limit, limit < 1 { throw Problem(.badRequest, "m is 1 or more.") }
        let token = fields[Name.token].text.flatMap { $0.isEmpty ? nil : $0 }
        after = token.flatMap { Int64(decimal: $0.span) }.flatMap { UInt64(exactly: $0) }
        if token != nil, after == nil {
            throw Problem(.badRequest, "c is a continuation token of an earlier page.")
        }
    }

    private init(_ other: ListQuery, after: UInt64) {
        pattern = other.pattern
        kind = other.kind
        limit = other.limit
        self.after = after
    }

    /// The page behind the one that ended with this token.
    func continued(after token: UInt64) -> ListQuery { ListQuery(self, after: token) }

    /// What to ask the store. A pattern counts only together with the way it is meant.
    var storeQuery: StreamListQuery {
        let chosen: StreamListQuery.Pattern
        switch (kind, pattern) {
        case ("s", .some(let text)) where !text.isEmpty: chosen = .startsWith(text)
        case ("e", .some(let text)) where !text.isEmpty: chosen = .endsWith(text)
        default: chosen = .any
        }
        var query = StreamListQuery(
            chosen, limit: Int(min(limit ?? 100, Self.maximumPageSize)), after: after)
        query.scanLimit = Self.scannedStreams
        return query
    }

    /// The reference to this page: the fields that were given, in one order.
    func href(from hrefs: Hrefs) -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(hrefs.prefix)
        writer.append("streams")
        var separator: StaticString = "?"
        for (name, value) in [("p=" as StaticString, pattern), ("t=", kind)] {
            guard let value else { continue }
            writer.append(separator)
            writer.append(name)
            Percent.encode(value.span, into: &writer)
            separator = "&"
        }
        if let after {
            writer.append(separator)
            writer.append("c=")
            writer.append(decimal: after)
            separator = "&"
        }
        if let limit {
            writer.append(separator)
            writer.append("m=")
            writer.append(decimal: limit)
        }
        return writer.finish()
    }
}
