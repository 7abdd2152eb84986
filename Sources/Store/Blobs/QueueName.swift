import Octets

/// The name of a queue of byte streams: 1 to 128 of `A–Z a–z 0–9 . _ ~ -`, not beginning with a dot. So it is a
/// segment of a path and the name of a directory as it stands.
package struct QueueName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// The queue of streams that were stored without naming one.
    package static let main = QueueName(unchecked: "default")

    /// Nil for what is no name of a queue.
    package init?(_ text: Span<UInt8>) {
        guard text.count >= 1, text.count <= 128, text[0] != UInt8(ascii: ".") else { return nil }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "-"):
                continue
            default: return nil
            }
        }
        description = Bytes(copying: text).text
    }

    /// The same for a text.
    package init?(_ text: String) { self.init(Bytes(text).span) }

    private init(unchecked text: String) { description = text }

    /// By their bytes.
    package static func < (left: QueueName, right: QueueName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
