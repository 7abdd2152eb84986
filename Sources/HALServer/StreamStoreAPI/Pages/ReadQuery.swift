import HTTP
import Octets
import Store

/// Which page of a stream a URL asks for (`hal-api.md` §4). Every query string means some page; one
/// spelling of each page is the canonical one.
struct ReadQuery: Sendable {
    /// What is read: it decides how large a start may be.
    enum Kind: Sendable { case all, stream }

    let direction: StreamQuery.Direction
    /// The most messages asked for. The store is never asked for more than
    /// ``HALServer/Limits/pageMessages``.
    let limit: Int32
    /// The first position or version wanted, inclusive; -1 backwards is the newest.
    let start: Int64
    /// Whether messages show their payloads.
    let embedsPayloads: Bool
    /// Only messages of this type; empty for all.
    let type: Bytes
    /// Only streams whose names begin so (all-stream only); `$` also brings in the system streams.
    let prefix: Bytes

    private static let defaultLimit: Int32 = 20

    /// The fields that mean something.
    private enum Name {
        static let direction = QueryFields.Name("d", upper: "D")
        static let limit = QueryFields.Name("m", upper: "M")
        static let start = QueryFields.Name("p", upper: "P")
        static let embeds = QueryFields.Name("e", upper: "E")
        static let type = QueryFields.Name("type", upper: "TYPE")
        static let prefix = QueryFields.Name("prefix", upper: "PREFIX")
    }

    /// Reads what stands behind the `?`.
    init(_ query: Bytes?, of kind: Kind) {
        if let query, let canonical = ReadQuery(canonical: query.span, of: kind) {
            self = canonical
            return
        }
        let fields = QueryFields(query)
        let forwards: Bool =
            switch fields[Name.direction].text {
            case .some(let text): text == "f" || text == "F"
            case .none: false
            }
        direction = forwards ? .forwards : .backwards
        limit =
            fields[Name.limit].integer.flatMap { Int32(exactly: $0) }.flatMap {
                $0 > 0 ? $0 : nil
            } ?? Self.defaultLimit
        let asked = fields[Name.start].integer.flatMap {
            kind == .all ? $0 : Int32(exactly: $0).map(Int64.init)
        }
        let lowest: Int64 = forwards ? 0 : -1
        start = max(asked ?? lowest, lowest)
        embedsPayloads = fields[Name.embeds].text == "1"
        type = fields[Name.type].text ?? Bytes()
        prefix = kind == .all ? fields[Name.prefix].text ?? Bytes() : Bytes()
    }

    /// Reads the canonical spelling of a page without filters, which our own links have: at one go. Nil for any
    /// other.
    init?(canonical query: Span<UInt8>, of kind: Kind) {
        guard query.count >= 15, query.has("d=", at: 0), query.has("&m=", at: 3) else { return nil }
        switch query[2] {
        case UInt8(ascii: "f"): direction = .forwards
        case UInt8(ascii: "b"): direction = .backwards
        default: return nil
        }
        var index = 6
        guard let number = query.number(at: &index), let limit = Int32(exactly: number), limit > 0,
            query.has("&p=", at: index)
        else { return nil }
        self.limit = limit
        index += 3
        if direction == .backwards, query.has("-1", at: index) {
            start = -1
            index += 2
        } else {
            guard let place = query.number(at: &index), kind == .all || place <= Int32.max else {
                return nil
            }
            start = place
        }
        guard query.has("&e=", at: index), query.count == index + 4 else { return nil }
        switch query[index + 3] {
        case UInt8(ascii: "0"): embedsPayloads = false
        case UInt8(ascii: "1"): embedsPayloads = true
        default: return nil
        }
        (type, prefix) = (Bytes(), Bytes())
    }

    /// Another page of the same reader.
    private init(
        _ direction: StreamQuery.Direction, from start: Int64, like other: ReadQuery
    ) {
        self.direction = direction
        self.start = start
        limit = other.limit
        embedsPayloads = other.embedsPayloads
        type = other.type
        prefix = other.prefix
    }

    /// The newest page of a reader who sees everything.
    private init(like other: ReadQuery) {
        direction = .backwards
        start = -1
        limit = other.limit
        embedsPayloads = other.embedsPayloads
        type = Bytes()
        prefix = Bytes()
    }

    /// The page of the newest messages with the usual size: where a feed link without more leads.
    static let newest = ReadQuery(nil, of: .all)

    /// Whether only some messages are asked for.
    var isFiltered: Bool { !type.isEmpty || !prefix.isEmpty }

    /// Whether this is the page of the newest messages, whatever they are.
    var isHead: Bool { direction == .backwards && start == -1 }

    /// The page of the oldest messages.
    var first: ReadQuery { ReadQuery(.forwards, from: 0, like: self) }

    /// The page of the newest messages.
    var last: ReadQuery { ReadQuery(.backwards, from: -1, like: self) }

    /// The page of the newest messages, whatever their type and stream: what filters are put behind.
    var unfiltered: ReadQuery { ReadQuery(like: self) }

    /// The page that ends with the messages at `place` and below.
    func older(from place: Int64) -> ReadQuery { ReadQuery(.backwards, from: place, like: self) }

    /// The page that begins with the messages at `place` and above.
    func newer(from place: Int64) -> ReadQuery { ReadQuery(.forwards, from: place, like: self) }

    /// What to ask the store. A filter may match next to nothing: what it looks at has limits, and the page
    /// then says where to go on (`hal-api.md` §4.1).
    func storeQuery(
        _ source: StreamQuery.Source, _ limits: HALServer.Limits = HALServer.Limits()
    ) -> StreamQuery {
        var query = StreamQuery(
            source, direction, from: start < 0 ? .end : .at(start),
            limit: min(Int(limit), limits.pageMessages), byteLimit: limits.pageBytes,
            includesPayloads: embedsPayloads, types: type.isEmpty ? [] : [type],
            streamPrefix: prefix)
        if isFiltered {
            query.scanLimit = limits.scanMessages
            query.scanByteLimit = limits.scanBytes
        }
        return query
    }
}

extension ReadQuery {
    /// Whether `query` is the canonical spelling of this page.
    func isCanonical(_ query: Bytes?) -> Bool {
        guard let query else { return false }
        var writer = ByteWriter(capacity: 64)
        writer.append(self)
        return writer.span.hasSameBytes(as: query.span)
    }
}

extension ByteWriter {
    /// Writes a page's canonical query without the `?`: exactly these fields in this order, the filters only
    /// where they are given.
    mutating func append(_ query: ReadQuery) {
        append(query.direction == .forwards ? "d=f&m=" : "d=b&m=")
        append(decimal: query.limit)
        append("&p=")
        append(decimal: query.start)
        append(query.embedsPayloads ? "&e=1" : "&e=0")
        append(filterOf: query)
    }

    /// Writes the fields that filter, each with an `&` in front.
    mutating func append(filterOf query: ReadQuery) {
        if !query.type.isEmpty {
            append("&type=")
            Percent.encode(query.type.span, into: &self)
        }
        if !query.prefix.isEmpty {
            append("&prefix=")
            Percent.encode(query.prefix.span, into: &self)
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether a literal stands at `index`.
    fileprivate func has(_ literal: StaticString, at index: Int) -> Bool {
        guard index + literal.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<literal.utf8CodeUnitCount
        where unsafe self[index + offset] != literal.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The number whose digits begin at `index`, which goes behind them; nil if none does, if zeros stand in
    /// front of it, or if it does not fit.
    fileprivate func number(at index: inout Int) -> Int64? {
        let start = index
        while index < count, index - start < 19, self[index].isASCIIDigit { index += 1 }
        guard index > start, self[start] != UInt8(ascii: "0") || index == start + 1 else {
            return nil
        }
        return Int64(decimal: extracting(start..<index))
    }
}
