import Octets
import Testing

@testable import Store

@Suite struct NumberedTests {
    @Test func `numbers stay when values at the front and in the middle go`() {
        var values = Numbered<Int>()
        for value in 0..<1000 { #expect(values.append(value * 2) == Int64(value)) }
        for number in (0..<900 as Range<Int64>) where number % 7 != 3 || number < 800 {
            #expect(values.remove(number) == Int(number) * 2)
            #expect(values.remove(number) == nil)
        }
        #expect(values.end == 1000 && values.start == 801)
        #expect(values.next(from: .min) == 801 && values.previous(from: .max) == 999)
        #expect(values.next(from: 802) == 808 && values.previous(from: 807) == 801)
        #expect(values[801] == 1602 && values[802] == nil && values[1000] == nil)
        #expect(values.next(from: 1000) == nil && values.previous(from: 800) == nil)
        #expect(values.append(7) == 1000)
    }

    @Test func `a search finds the first value that holds, over gaps`() {
        var values = Numbered<Int>()
        for value in 0..<100 { values.append(value) }
        for number in (0..<100 as Range<Int64>) where number % 3 != 0 { values.remove(number) }
        for wanted in 0..<110 {
            let expected = (min(wanted, 100)..<100).first { $0 % 3 == 0 }
            #expect(values.first { $0 >= wanted } == expected.map(Int64.init))
        }
    }

    @Test func `all values may go`() {
        var values = Numbered<Int>()
        for value in 0..<200 { values.append(value) }
        for number in (0..<200 as Range<Int64>).reversed() { values.remove(number) }
        #expect(
            values.end == 200 && values.next(from: 0) == nil && values.first { _ in true } == nil)
        #expect(values.append(1) == 200 && values.next(from: 0) == 200)
    }
}
