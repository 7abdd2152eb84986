import Octets
import Testing

@testable import Store

@Suite struct PayloadNameTests {
    @Test(arguments: [0, 1, 0xABCD_EF01_2345_6789, UInt64.max])
    func `a name says whose file it is`(number: UInt64) {
        let name = PayloadName(id: .random(), number: number)
        #expect(name.file.utf8.count == 53)
        #expect(PayloadName(file: name.file) == name)
    }

    @Test func `other names are none`() {
        let name = PayloadName(id: .random(), number: 0xABC).file
        for other in [
            "", "notes.txt", name + "0", String(name.dropLast()), name.uppercased(), name + ".tmp",
            "{" + name.dropFirst(), String(name.prefix(37)) + "+00000000000000a",
            String(name.prefix(36)) + "_0000000000000abc",
            String(repeating: "é", count: 26) + "a",
        ] { #expect(PayloadName(file: other) == nil, "\(other)") }
    }
}
