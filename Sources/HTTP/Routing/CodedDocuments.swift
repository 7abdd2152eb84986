import Octets

/// The documents that were coded lately, and what came of it: static ones are coded once, and so is a page
/// that many clients ask for. What is found is compared byte by byte with what was asked.
final class CodedDocuments: @unchecked Sendable {
    /// The longest document that is kept, in bytes.
    static let documentBytes = 262_144
    /// The most bytes of all documents and their coded forms together.
    static let bytes = 8_388_608
    /// The most documents.
    static let count = 512

    private struct Entry {
        let document: Bytes
        let coding: Bytes
        let coded: Bytes
    }

    private let lock = Lock()
    // Guarded by `lock`.
    private var entries = KeptValues<UInt64, Entry>(bytes: bytes, count: count)

    /// The coded form of a document, if it is known.
    func find(_ document: Bytes, _ coding: Bytes) -> Bytes? {
        guard document.count <= Self.documentBytes else { return nil }
        let key = Self.key(of: document, coding)
        let found = lock.withLock { entries[key] }
        guard let found, found.coding == coding, found.document == document else { return nil }
        return found.coded
    }

    /// Keeps the coded form of a document, in the place of others if need be.
    func add(_ document: Bytes, _ coding: Bytes, _ coded: Bytes) {
        guard document.count <= Self.documentBytes else { return }
        let key = Self.key(of: document, coding)
        let entry = Entry(document: document, coding: coding, coded: coded)
        lock.withLock {
            entries.keep(entry, under: key, bytes: document.count + coded.count)
        }
    }

    /// A number made of the document's length and a few dozen words of it: cheap, whatever the length. Two
    /// documents with the same number share a place, that is all.
    private static func key(of document: Bytes, _ coding: Bytes) -> UInt64 {
        var key = UInt64(document.count) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(coding.span[0])
        let span = document.span
        let step = max((span.count - 8) / 48, 8)
        var offset = 0
        while offset + 8 <= span.count {
            var word: UInt64 = 0
            for index in offset..<(offset + 8) { word = word &<< 8 | UInt64(span[index]) }
            key = (key ^ word) &* 0x9E37_79B9_7F4A_7C15
            key ^= key &>> 29
            offset += step
        }
        return key
    }
}
