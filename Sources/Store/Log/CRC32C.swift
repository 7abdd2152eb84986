import CLinux
import Octets

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of everything that the log writes.
struct CRC32C {
    private var state: UInt32 = ~0

    /// A checksum of no bytes.
    init() {}

    /// The checksum of what was fed to another one so far, to be continued.
    init(continuing value: UInt32) { state = ~value }

    /// The checksum of what was fed so far.
    var value: UInt32 { ~state }

    /// Feeds bytes.
    mutating func update(_ bytes: Span<UInt8>) {
        if Self.isInHardware {
            state = unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return state }
                return unsafe halserver_crc32c(state, base, buffer.count)
            }
        } else {
            for index in bytes.indices {
                state = Self.table[Int((state ^ UInt32(bytes[index])) & 0xFF)] ^ (state >> 8)
            }
        }
    }

    /// The checksum of one run of bytes.
    static func of(_ bytes: Span<UInt8>) -> UInt32 {
        var crc = CRC32C()
        crc.update(bytes)
        return crc.value
    }

    /// The checksum of a stretch of bytes; of none where it is not wholly inside.
    static func of(_ bytes: Span<UInt8>, _ offset: Int, _ length: Int) -> UInt32 {
        guard let stretch = bytes.slice(offset, length) else { return 0 }
        return of(stretch)
    }

    private static let isInHardware = halserver_has_crc32c() != 0

    /// One step for each byte value, where the processor has no instruction.
    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1 }
        return value
    }
}
