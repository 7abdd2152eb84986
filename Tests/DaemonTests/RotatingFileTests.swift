import Foundation
import Octets
import Store
import Testing

@testable import Daemon

@Suite struct RotatingFileTests {
    /// 2026-01-01T00:00:00.5Z.
    private static let moment = Timestamp(ticks: 17_672_256_005_000_000)

    @Test func `a file that is long enough is put aside with its moment`() throws {
        let place = try Workplace()
        let path = place.directory.appending(path: "debug.log").path()
        let file = try RotatingFile(path: path, limit: 20, now: { Self.moment })
        for line in ["0123456789\n", "abcdefgh\n", "next\n"] { file.write(Bytes(line).span) }
        #expect(place["debug.2026-01-01_00-00-00_500000.log"] == "0123456789\nabcdefgh\n")
        #expect(place["debug.log"] == "next\n")
    }

    @Test func `what is there already is written behind and counts`() throws {
        let place = try Workplace()
        place["debug.log"] = "before\n"
        let path = place.directory.appending(path: "debug.log").path()
        let file = try RotatingFile(path: path, limit: 10, now: { Self.moment })
        file.write(Bytes("ab\n").span)
        #expect(place["debug.log"] == "before\nab\n")
        file.write(Bytes("longer than any file may be\n").span)
        #expect(place["debug.2026-01-01_00-00-00_500000.log"] == "before\nab\n")
        #expect(place["debug.log"] == "longer than any file may be\n")
    }

    @Test func `a file that somebody took away is made anew when it is its turn`() throws {
        let place = try Workplace()
        let path = place.directory.appending(path: "debug.log").path()
        let file = try RotatingFile(path: path, limit: 4, now: { Self.moment })
        file.write(Bytes("one\n").span)
        try FileManager.default.removeItem(atPath: path)
        file.write(Bytes("two\n").span)
        #expect(place["debug.log"] == "two\n")
        #expect(throws: SystemError.self) { try RotatingFile(path: "/proc/nothing/here.log") }
    }
}
