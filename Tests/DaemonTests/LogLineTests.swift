import Octets
import Store
import Testing

@testable import Daemon
@testable import HTTP

@Suite struct LogLineTests {
    /// 2026-01-01T00:00:00.5Z.
    private static let moment = Timestamp(ticks: 17_672_256_005_000_000)

    private func record(
        _ target: Bytes, agent: Bytes? = nil, status: Status? = .ok, trace: TraceContext? = nil
    ) -> RequestRecord {
        RequestRecord(
            peer: "127.0.0.1:40312", method: "GET", target: target, version: .http11,
            route: "/streams/{streamID}", status: status, bytesSent: 532, microseconds: 1214,
            userAgent: agent, referer: nil, trace: trace)
    }

    private func text(_ record: RequestRecord) -> String {
        LogLine.request(record, at: Self.moment, json: false).text
    }

    private func json(_ record: RequestRecord) -> String {
        LogLine.request(record, at: Self.moment, json: true).text
    }

    @Test func `a request is one line of text`() {
        #expect(
            text(record("/streams/a?d=f", agent: "curl/7.88.1"))
                == "2026-01-01T00:00:00.5Z 127.0.0.1:40312 \"GET /streams/a?d=f\" 200 532 1214us"
                + " \"curl/7.88.1\" \"\" route=/streams/{streamID}\n")
    }

    @Test func `a line with a level begins with moment and level`() {
        #expect(
            LogLine.event("a \"b\"\n", at: Self.moment, level: .critical).text
                == "2026-01-01T00:00:00.500000+0000 CRITICAL a \"b\"\\x0a\n")
        #expect(
            LogLine.request(record("/"), at: Self.moment, level: .info).text
                == "2026-01-01T00:00:00.500000+0000 INFO 127.0.0.1:40312 \"GET /\" 200 532 1214us"
                + " \"\" \"\" route=/streams/{streamID}\n")
    }

    @Test(arguments: [
        ("TRACE", LogLevel.trace), ("debug", .debug), ("Info", .info), ("SUCCESS", .success),
        ("WARNING", .warning), ("ERROR", .error), ("CRITICAL", .critical),
    ])
    func `a level is known by its name`(name: String, level: LogLevel) {
        #expect(LogLevel(name: name) == level)
        #expect(level.name == name.uppercased())
        #expect(LogLevel(name: name + "x") == nil)
    }

    @Test func `a request is one object of JSON`() {
        #expect(
            json(record("/streams/a", agent: "x"))
                == "{\"ts\":\"2026-01-01T00:00:00.5Z\",\"level\":\"info\",\"msg\":\"request\","
                + "\"method\":\"GET\",\"target\":\"/streams/a\","
                + "\"route\":\"/streams/{streamID}\",\"status\":200,\"bytes\":532,"
                + "\"dur_ms\":1.214,\"remote\":\"127.0.0.1:40312\",\"agent\":\"x\"}\n")
    }

    /// The trace of the specification's own example.
    private static let trace = Request(
        method: .get, target: Target("/"),
        headers: Headers(fields: [
            Headers.Field(
                name: "traceparent",
                value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        ])
    ).trace

    @Test func `a traced request names its trace and its span`() throws {
        let trace = try #require(Self.trace)
        var writer = ByteWriter()
        writer.append(hex: trace.span)
        let span = writer.finish().text
        let record = record("/", trace: trace)
        #expect(
            text(record).hasSuffix(
                " trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=\(span)\n"))
        #expect(
            json(record).hasSuffix(
                ",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"\(span)\""
                    + ",\"parent_span_id\":\"00f067aa0ba902b7\"}\n"))
    }

    @Test func `a peer that went has no status`() {
        #expect(text(record("/", status: nil)).contains("\" - 532 "))
        #expect(!json(record("/", status: nil)).contains("status"))
    }

    @Test(
        arguments: [
            ([0x0D, 0x0A], "\\x0d\\x0a", "\\u000d\\u000a"), ([0x1B, 0x5B], "\\x1b[", "\\u001b["),
            ([0x22], "\\\"", "\\\""), ([0x5C], "\\\\", "\\\\"), ([0x7F], "\\x7f", "\\u007f"),
            ([0xC3, 0xA9], "\\xc3\\xa9", "\\u00c3\\u00a9"), ([0x00], "\\x00", "\\u0000"),
        ] as [([UInt8], String, String)])
    func `nothing from outside breaks a line or speaks to a terminal`(
        bytes: [UInt8], inText: String, inJSON: String
    ) {
        let record = record("/", agent: Bytes(Array("<".utf8) + bytes + Array(">".utf8)))
        #expect(text(record).contains("\"<\(inText)>\""))
        #expect(json(record).contains("\"<\(inJSON)>\""))
    }

    @Test func `a line has at most two kibibytes`() {
        let long = Bytes([UInt8](repeating: 0x01, count: 20_000))
        let record = RequestRecord(
            peer: "[::1]:65535", method: long, target: long, version: .http11,
            route: String(repeating: "x", count: 5000), status: .ok, bytesSent: .max,
            microseconds: .max, userAgent: long, referer: long, trace: Self.trace)
        for line in [text(record), json(record)] {
            #expect(line.utf8.count <= 2048)
            #expect(line.contains("..."))
            #expect(line.hasSuffix("\n"))
        }
    }

    @Test func `an event keeps its quotes and its one line`() {
        let line = LogLine.event("say \"a\"\nb", at: Self.moment, json: false).text
        #expect(line == "2026-01-01T00:00:00.5Z say \"a\"\\x0ab\n")
    }
}
