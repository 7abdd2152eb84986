import Octets
import Testing

@testable import Store

@Suite struct CRC32CTests {
    /// Bit by bit, as the polynomial says.
    private func expected(_ bytes: [UInt8]) -> UInt32 {
        var state = ~UInt32(0)
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? 0x82F6_3B78 ^ (state >> 1) : state >> 1 }
        }
        return ~state
    }

    @Test func `the checksum of the digits is the published one`() {
        #expect(CRC32C.of(Bytes("123456789").span) == 0xE306_9283)
    }

    @Test func `every length, from every place, in one piece and in two`() {
        let bytes = (0..<1200).map { UInt8(truncatingIfNeeded: $0 &* 193 &+ $0 >> 3) }
        for length in 0..<1190 {
            let run = Array(bytes[(length % 9)..<(length % 9 + length)])
            let right = expected(run)
            #expect(CRC32C.of(run.span) == right, "\(length)")
            var parts = CRC32C()
            parts.update(run.span.extracting(0..<(length / 3)))
            parts.update(run.span.extracting((length / 3)..<length))
            #expect(parts.value == right, "\(length)")
        }
    }
}
