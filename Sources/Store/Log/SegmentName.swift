import Octets

/// The name of a segment: its number in the log, and how often it was rewritten. The names sort by number.
struct SegmentName: Hashable, Comparable, Sendable {
    let number: UInt64
    let generation: UInt64

    /// The segment's file.
    var log: String { stem + ".log" }
    /// Its index beside it.
    var index: String { stem + ".idx" }

    private var stem: String {
        var writer = ByteWriter(capacity: 32)
        writer.append(padded: Int(truncatingIfNeeded: number), width: 12)
        writer.append("-")
        writer.append(padded: Int(truncatingIfNeeded: generation), width: 6)
        return String(decoding: writer.finish())
    }

    /// The name after a rewrite.
    var rewritten: SegmentName {
        SegmentName(number: number, generation: generation &+ 1)
    }

    init(number: UInt64, generation: UInt64) {
        self.number = number
        self.generation = generation
    }

    /// Reads the name of a segment's file.
    init?(log name: String) {
        guard name.hasSuffix(".log") else { return nil }
        let parts = name.dropLast(4).split(separator: "-")
        guard parts.count == 2, let number = UInt64(parts[0]), let generation = UInt64(parts[1])
        else { return nil }
        self.init(number: number, generation: generation)
        guard log == name else { return nil }
    }

    static func < (left: SegmentName, right: SegmentName) -> Bool {
        left.number == right.number
            ? left.generation < right.generation : left.number < right.number
    }
}
