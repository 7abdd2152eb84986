import Glibc
import Octets
import Store
import Testing

@testable import Daemon
@testable import HTTP

@Suite struct JournalTests {
    /// Both ends of a pipe.
    private struct Pipe {
        let reading: CInt
        let writing: CInt

        init() throws {
            var ends: [CInt] = [0, 0]
            try #require(unsafe pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        /// Everything that comes until the writing end is closed.
        func rest() -> String {
            close(writing)
            defer { close(reading) }
            var text: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = unsafe read(reading, &buffer, buffer.count)
                guard count > 0 else { return String(decoding: text, as: UTF8.self) }
                text += buffer[..<count]
            }
        }
    }

    private let record = RequestRecord(
        peer: "p", method: "GET", target: "/a", version: .http11, route: nil, status: .ok,
        bytesSent: 1, microseconds: 1, userAgent: nil, referer: nil, trace: nil)

    @Test func `what was noted is written in order`() throws {
        let pipe = try Pipe()
        let journal = try Journal(.text, to: pipe.writing)
        for number in 0..<500 { journal.note("line \(number)") }
        journal.end()
        let lines = pipe.rest().split(separator: "\n")
        #expect(lines.count == 500)
        for (number, line) in lines.enumerated() { #expect(line.hasSuffix(" line \(number)")) }
    }

    @Test func `requests are told only where somebody wants them`() throws {
        let pipe = try Pipe()
        let quiet = try Journal(.off, to: pipe.writing)
        #expect(quiet.requests == nil)
        let loud = try Journal(.json, to: pipe.writing)
        let log = try #require(loud.requests)
        log(record)
        loud.end()
        quiet.end()
        #expect(pipe.rest().contains("\"target\":\"/a\""))
    }

    @Test func `what matters less than asked for is left out`() throws {
        let pipe = try Pipe()
        let journal = try Journal(
            .leveled, to: .descriptor(pipe.writing), least: .error)
        let log = try #require(journal.requests)
        log(record)
        log(
            RequestRecord(
                peer: "p", method: "GET", target: "/failed", version: .http11, route: nil,
                status: .internalServerError, bytesSent: 1, microseconds: 1, userAgent: nil,
                referer: nil, trace: nil))
        journal.note("quiet", .warning)
        journal.note("loud", .critical)
        journal.end()
        let lines = pipe.rest().split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(" ERROR p \"GET /failed\" 500 ") == true)
        #expect(lines.last?.hasSuffix(" CRITICAL loud") == true)
    }

    @Test func `a reader that takes nothing costs lines and no time`() throws {
        let pipe = try Pipe()
        let journal = try Journal(.text, to: pipe.writing)
        let log = try #require(journal.requests)
        let start = MonotonicInstant.now
        // About four times what may wait.
        for _ in 0..<80_000 { log(record) }
        #expect(start.milliseconds(until: .now) < 10_000)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var text: [UInt8] = []
        while !String(decoding: text, as: UTF8.self).contains("lines were dropped") {
            var wait = pollfd(fd: pipe.reading, events: Int16(POLLIN), revents: 0)
            try #require(unsafe poll(&wait, 1, 5000) == 1, "no line says that lines were dropped")
            let count = unsafe read(pipe.reading, &buffer, buffer.count)
            try #require(count > 0)
            text = Array((text + buffer[..<count]).suffix(4096 + count))
        }
        journal.end()
        _ = pipe.rest()
    }

    @Test func `a reader that is gone ends nothing`() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try Pipe()
        close(pipe.reading)
        let journal = try Journal(.text, to: pipe.writing)
        for _ in 0..<100 { journal.note("nobody reads this") }
        journal.end()
        close(pipe.writing)
    }
}
