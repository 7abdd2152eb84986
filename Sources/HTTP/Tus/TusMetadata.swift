package import Octets

/// What a client says of its upload: `filename d29ybGQucGRm,is_confidential`. Keys are visible ASCII without
/// commas, no two the same; values are any bytes.
package struct TusMetadata: Sendable, Hashable {
    /// One pair.
    package struct Pair: Sendable, Hashable {
        package let key: Bytes
        /// The value, decoded; empty where only the key was sent.
        package let value: Bytes
    }

    /// How many pairs there may be. Their length is that of a header section already.
    package static let mostPairs = 64

    /// The pairs in order.
    package private(set) var pairs: [Pair] = []
    /// The field as it was sent, which HEAD repeats; nil where there was none.
    package let field: HeaderValue?

    /// No metadata.
    package init() { field = nil }

    /// Reads an Upload-Metadata.
    package init(_ field: Bytes) throws(TusFault) {
        guard let value = HeaderValue(field) else {
            throw .malformed(.uploadMetadata, "holds a control character")
        }
        self.field = value
        var start = 0
        // An empty field says nothing, and some clients send it.
        while start < field.count || start > 0 && start == field.count {
            let end = field.span.firstIndex(of: UInt8(ascii: ","), from: start) ?? field.count
            try add(Self.trimmed(field[start..<end]))
            start = end + 1
        }
    }

    /// The value of a key.
    package subscript(key: Bytes) -> Bytes? { pairs.first { $0.key == key }?.value }

    /// The file's name, under the keys by which the known clients send it, safe to show.
    package var fileName: FileName? {
        for key: Bytes in ["filename", "name", "fileName"] {
            if let name = self[key].flatMap({ FileName($0) }) { return name }
        }
        return nil
    }

    private mutating func add(_ text: Bytes) throws(TusFault) {
        let blank = text.span.firstIndex(of: 0x20)
        let key = text[0..<(blank ?? text.count)]
        guard !key.isEmpty else { throw .malformed(.uploadMetadata, "has an empty key") }
        for index in key.span.indices where key[index] <= 0x20 || key[index] >= 0x7F {
            throw .malformed(.uploadMetadata, "has a key that is not plain ASCII")
        }
        guard self[key] == nil else { throw .malformed(.uploadMetadata, "has a key twice") }
        guard pairs.count < Self.mostPairs else {
            throw .malformed(.uploadMetadata, "has more than \(Self.mostPairs) keys")
        }
        let rest = Self.trimmed(blank.map { text[$0..<text.count] } ?? Bytes())
        guard let value = Bytes(base64: rest.span) else {
            throw .malformed(.uploadMetadata, "has a value that is no Base64")
        }
        pairs.append(Pair(key: key, value: value))
    }

    private static func trimmed(_ text: Bytes) -> Bytes {
        var (start, end) = (0, text.count)
        while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
        return text[start..<end]
    }
}
