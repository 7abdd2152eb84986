import HTTP
import Octets
import Store

/// What the query of an address says to the file store. Of fields that repeat the last one counts, as it did on the
/// original; further fields mean nothing.
struct FileQuery: Sendable {
    /// The field that names a file.
    static let fileHash: Bytes = "file_hash"
    /// The field that says by which digest an upload wants to be known.
    static let algorithm: Bytes = "hash"

    private let query: Bytes

    /// The query of a target; empty where it has none.
    init(_ target: Target) { query = target.query ?? Bytes() }

    /// The decoded value of the last field of this name, empty for one without an equals sign; nil where there is
    /// none.
    func last(_ name: Bytes) -> Bytes? {
        let span = query.span
        var found: Bytes?
        var start = 0
        while start < span.count {
            let end = span.firstIndex(of: UInt8(ascii: "&"), from: start) ?? span.count
            let field = query[start..<end]
            start = end + 1
            let equals = field.span.firstIndex(of: UInt8(ascii: "=")) ?? field.count
            guard Percent.decode(query: field[0..<equals]) == name else { continue }
            found = Percent.decode(query: field[min(equals + 1, field.count)..<field.count])
        }
        return found
    }

    /// Whether a file is named, or was meant to be.
    var namesFile: Bool { last(Self.fileHash) != nil }

    /// The digest of the file that is named. Nil where it is none: no file has such a name. Throws where nothing is
    /// named at all.
    func fileHash() throws(FileFault) -> ContentHash? {
        guard let text = last(Self.fileHash), !text.isEmpty else { throw .unnamed }
        return ContentHash(hex: text.span)
    }

    /// The digest by which an upload wants to be known; nil where it does not say.
    func algorithm() throws(FileFault) -> HashAlgorithm? {
        guard let text = last(Self.algorithm) else { return nil }
        for algorithm in HashAlgorithm.allCases
        where Self.spellings(of: algorithm).contains(where: {
            $0.span.equalsIgnoringASCIICase(text.span)
        }) {
            return algorithm
        }
        throw FileFault(
            .badRequest, "?hash= is one of md5, sha1, sha256, sha512; nothing was stored.")
    }

    private static func spellings(of algorithm: HashAlgorithm) -> [Bytes] {
        switch algorithm {
        case .md5: ["md5"]
        case .sha1: ["sha1", "sha-1"]
        case .sha256: ["sha256", "sha-256"]
        case .sha512: ["sha512", "sha-512"]
        }
    }
}
