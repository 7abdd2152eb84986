import Octets
import Testing

@testable import HTTP

@Suite struct ByteClassTests {
    @Test func `a byte that may not stand in a field value is found wherever it stands`() {
        for length in 0...19 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var value = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    // A tab is looked at in another way, and what is behind it must be as well.
                    value[0] = place % 2 == 0 ? UInt8(ascii: "a") : 0x09
                    value[place] = byte
                    let isAllowed = value.span.isFieldValue
                    guard isAllowed != (byte == 0x09 || byte >= 0x20 && byte != 0x7F) else {
                        continue
                    }
                    Issue.record("byte \(byte) at \(place) of \(length)")
                    return
                }
            }
            let allowed = [UInt8](repeating: 0xFF, count: length)
            let isAllowed = allowed.span.isFieldValue
            #expect(isAllowed)
        }
    }
}
