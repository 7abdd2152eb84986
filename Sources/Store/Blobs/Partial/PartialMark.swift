import Octets

/// How far an upload is, as its record says it on one line of fixed length that is overwritten in place. Two such
/// lines take turns, each with a checksum of its own: one of them can be read whatever interrupts the writing of the
/// other.
struct PartialMark: Hashable {
    /// How many bytes are durable.
    var offset: UInt64 = 0
    /// How many there will be; nil while nobody has said.
    var length: UInt64?
    /// The CRC-32C of those that are durable.
    var checksum: UInt32 = CRC32C().value

    /// How long such a line is, in bytes.
    static let size = 69

    /// Whether all bytes are there.
    var isWhole: Bool { offset == length }

    init(offset: UInt64 = 0, length: UInt64?, checksum: UInt32 = CRC32C().value) {
        self.offset = offset
        self.length = length
        self.checksum = checksum
    }

    /// The line: offset, length, checksum of the bytes, checksum of the line.
    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: Self.size)
        writer.append("mark ")
        writer.append(Bytes(Self.digits(offset)))
        writer.append(" ")
        if let length {
            writer.append(Bytes(Self.digits(length)))
        } else {
            writer.append("--------------------")
        }
        writer.append(" ")
        writer.append(padded: Int(checksum), width: 10)
        return writer.finish().sealedLine
    }

    /// A number in twenty digits.
    private static func digits(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(20 - digits.utf8.count, 0)) + digits
    }

    /// Reads a line; nil for anything but a whole one.
    init?(encoded line: Bytes) {
        guard let text = line.unsealedLine, text.count == Self.size - 12 else { return nil }
        let digits = text.span
        guard let offset = Int64(decimal: digits.extracting(5..<25)),
            let checksum = Int64(decimal: digits.extracting(47..<57))
        else { return nil }
        self.offset = UInt64(clamping: offset)
        length = Int64(decimal: digits.extracting(26..<46)).map { UInt64(clamping: $0) }
        self.checksum = UInt32(truncatingIfNeeded: checksum)
    }

    /// Whether this one was written later than another.
    func isBehind(_ other: PartialMark) -> Bool {
        (offset, length == nil ? 0 : 1) > (other.offset, other.length == nil ? 0 : 1)
    }
}

extension Bytes {
    /// The text with its CRC-32C in ten digits behind it, as a line.
    var sealedLine: Bytes {
        var writer = ByteWriter(capacity: count + 12)
        writer.append(self)
        writer.append(" ")
        writer.append(padded: Int(CRC32C.of(span)), width: 10)
        writer.append("\n")
        return writer.finish()
    }

    /// The text of such a line; nil where it is not what was written.
    var unsealedLine: Bytes? {
        guard count > 12, self[count - 1] == UInt8(ascii: "\n") else { return nil }
        let text = self[0..<(count - 12)]
        let seal = Int64(decimal: self[(count - 11)..<(count - 1)].span)
        return seal == Int64(CRC32C.of(text.span)) ? text : nil
    }
}
