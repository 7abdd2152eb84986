import Octets

/// A run of zero bytes.
struct Zeros: Sendable {
    private let bytes: Bytes

    init(count: Int) { bytes = Bytes([UInt8](repeating: 0, count: count)) }

    /// The first `count` of them, as far as there are so many.
    func extracting(first count: Int) -> Bytes { bytes[0..<count] }
}

extension LogFile {
    /// Writes all the bytes.
    func write(_ bytes: Bytes, at offset: Int) throws(SystemError) {
        try write(bytes.span, at: offset)
    }

    /// Writes zeros over a range.
    func zero(_ range: Range<Int>) throws(SystemError) {
        let zeros = Zeros(count: min(range.count, 1 << 16))
        var at = range.lowerBound
        while at < range.upperBound {
            let count = min(1 << 16, range.upperBound - at)
            try write(zeros.extracting(first: count), at: at)
            at += count
        }
    }
}
