import Octets

/// Digests of a file that is read piece by piece.
///
/// Used by one thread at a time; whoever ends the upload sees to that.
final class PartialDigest: @unchecked Sendable {
    private let digesters: [Digester]
    private var crc = CRC32C()
    private var offset: UInt64 = 0

    init(_ algorithms: Set<HashAlgorithm>) throws(SystemError) {
        var digesters: [Digester] = []
        for algorithm in HashAlgorithm.allCases where algorithms.contains(algorithm) {
            digesters.append(try Digester(algorithm))
        }
        self.digesters = digesters
    }

    /// The CRC-32C of what was read.
    var checksum: UInt32 { crc.value }

    /// Reads the next bytes, at most `count` and up to `end`. Whether there are no more.
    func read(
        _ count: Int, of file: borrowing Descriptor, to end: UInt64
    ) throws(SystemError) -> Bool {
        var left = min(UInt64(max(count, 0)), end - min(offset, end))
        while left > 0, let place = Int(exactly: offset) {
            let bytes = try file.read(Int(min(left, UInt64(AlignedBlock.size))), at: place)
            // Shorter than it was: the checksum will say so.
            if bytes.isEmpty { return true }
            crc.update(bytes.span)
            for digester in digesters { digester.update(bytes.span) }
            offset += UInt64(bytes.count)
            left -= UInt64(bytes.count)
        }
        return offset >= end
    }

    /// The digests. Once.
    func finish() throws(SystemError) -> [ContentHash] {
        var hashes: [ContentHash] = []
        for digester in digesters { hashes.append(try digester.finish()) }
        return hashes
    }
}
