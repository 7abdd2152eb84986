import HTTP
import Octets
import Store

/// Which page of the list of files an address asks for.
struct FileListQuery: Sendable {
    /// How a page is found.
    enum Place: Sendable {
        case first
        /// The files behind this one.
        case after(ContentHash)
        /// The files in front of this one.
        case before(ContentHash)
    }

    let place: Place
    /// The most files on the page.
    let limit: Int
    /// The limit as it was asked for; nil where it was not.
    private let asked: Int64?

    /// The parameters, in the order in which references have them.
    static let after: Bytes = "after"
    static let before: Bytes = "before"
    static let limit: Bytes = "limit"

    /// Reads the query of a target. A digest that is none and a limit below 1 are refused.
    init(_ target: Target, _ options: FileStoreOptions) throws(FileFault) {
        let query = FileQuery(target)
        asked = try query.last(Self.limit).map { text throws(FileFault) in
            guard let number = Int64(decimal: text.span), number > 0 else {
                throw FileFault(.badRequest, "limit is a number from 1 on.")
            }
            return number
        }
        limit = Int(min(asked ?? Int64(options.pageFiles), Int64(options.mostPageFiles)))
        if let after = try Self.hash(query, Self.after) {
            place = .after(after)
        } else if let before = try Self.hash(query, Self.before) {
            place = .before(before)
        } else {
            place = .first
        }
    }

    private init(_ place: Place, limit: Int, asked: Int64?) {
        self.place = place
        self.limit = limit
        self.asked = asked
    }

    /// Another page of the same list.
    func page(_ place: Place) -> FileListQuery {
        FileListQuery(place, limit: limit, asked: asked)
    }

    private static func hash(
        _ query: FileQuery, _ name: Bytes
    ) throws(FileFault) -> ContentHash? {
        guard let text = query.last(name), !text.isEmpty else { return nil }
        guard let hash = ContentHash(hex: text.span) else {
            throw FileFault(.badRequest, "\(name) is the digest of a file, in hexadecimal digits.")
        }
        return hash
    }

    /// The reference to this page.
    func href(_ hrefs: FileHrefs) -> Bytes {
        var writer = ByteWriter(capacity: 160)
        writer.append(hrefs.list)
        var separator: StaticString = "?"
        func field(_ name: Bytes, _ value: Bytes, _ writer: inout ByteWriter) {
            writer.append(separator)
            writer.append(name)
            writer.append("=")
            writer.append(value)
            separator = "&"
        }
        switch place {
        case .first: break
        case .after(let hash): field(Self.after, hash.hex, &writer)
        case .before(let hash): field(Self.before, hash.hex, &writer)
        }
        if let asked { field(Self.limit, Bytes(String(asked)), &writer) }
        return writer.finish()
    }
}
