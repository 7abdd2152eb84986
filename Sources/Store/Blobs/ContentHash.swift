package import Octets

/// The digest of some bytes, and the name by which a file store knows them.
package struct ContentHash: Hashable, Sendable, Comparable {
    /// How it was computed.
    package let algorithm: HashAlgorithm
    /// The digest itself.
    package let bytes: Bytes

    /// A digest that was computed, or received; nil where it has not the length of the algorithm.
    package init?(_ algorithm: HashAlgorithm, _ bytes: Bytes) {
        guard bytes.count == algorithm.byteCount else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads hexadecimal digits in lower or upper case; the length says of which algorithm. Nil for anything else,
    /// so that what this names is never a path.
    package init?(hex text: Span<UInt8>) {
        guard
            let algorithm = HashAlgorithm.allCases.first(where: { 2 * $0.byteCount == text.count })
        else { return nil }
        var writer = ByteWriter(capacity: algorithm.byteCount)
        for index in 0..<algorithm.byteCount {
            guard let high = text[2 * index].hexDigitValue,
                let low = text[2 * index + 1].hexDigitValue
            else { return nil }
            writer.append(high << 4 | low)
        }
        self.algorithm = algorithm
        bytes = writer.finish()
    }

    /// The same for a text.
    package init?(hex text: String) { self.init(hex: Bytes(text).span) }

    /// Hexadecimal digits in lower case.
    package var hex: Bytes {
        var writer = ByteWriter(capacity: 2 * bytes.count)
        let digits: StaticString = "0123456789abcdef"
        let span = Bytes(digits)
        for index in bytes.span.indices {
            writer.append(span[Int(bytes[index] >> 4)])
            writer.append(span[Int(bytes[index] & 15)])
        }
        return writer.finish()
    }

    /// By their names: hexadecimal digits compare as the bytes do.
    package static func < (left: ContentHash, right: ContentHash) -> Bool {
        left.bytes < right.bytes
    }
}

extension ContentHash: CustomStringConvertible {
    /// The same as ``hex``, as text.
    package var description: String { hex.text }
}
