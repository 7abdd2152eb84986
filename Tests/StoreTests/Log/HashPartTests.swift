import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct HashPartTests {
    @Test func `numbers come and go like those of a dictionary`() {
        var part = HashPart()
        var model: [Int64: UInt64] = [:]
        var numbers: [Int64] = []
        var dice = Dice(11)
        for step in 0..<4_000 {
            // Few hashes, at both ends of the table too, so that chains meet and wrap around.
            let hashes: [UInt64] = [
                0, 1, 2, 1 << 28 - 1, 1 << 28 - 2, UInt64(dice.roll(1 << 28)),
            ]
            let hash = dice.pick(hashes)
            if dice.roll(5) < 2, !numbers.isEmpty {
                let number = numbers.remove(at: dice.roll(numbers.count))
                let hash = model[number] ?? 0
                guard let place = part.place(hash, where: { $0 == number }) else {
                    Issue.record("\(number) is not found at step \(step)")
                    return
                }
                part.remove(at: place)
                model[number] = nil
            } else {
                part.insert(hash, Int64(step)) { _ in true }
                model[Int64(step)] = hash
                numbers.append(Int64(step))
            }
            #expect(part.count == model.count)
        }
        for (number, hash) in model {
            #expect(part.place(hash) { $0 == number } != nil)
        }
        part.removeAll()
        #expect(part.count == 0)
        for (number, hash) in model { #expect(part.place(hash) { $0 == number } == nil) }
    }

    @Test func `the highest number has room, and a place can be given to another`() throws {
        var part = HashPart()
        part.insert(5, HashPart.numberLimit - 1) { _ in true }
        let place = try #require(part.place(5) { _ in true })
        #expect(part[place] == HashPart.numberLimit - 1)
        part[place] = 3
        #expect(part.place(5) { $0 == 3 } == place)
        #expect(part.place(6) { _ in true } == nil)
    }
}
