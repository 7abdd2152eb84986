import Foundation
import TestSupport
import Testing

@Suite struct OperationsTests {
    /// A server with a stream whose page is long.
    private static func server(_ arguments: [String] = []) throws -> ServerProcess {
        let server = try ServerProcess(arguments)
        let messages = (1...200).map { number in
            let id = String(format: "00000000-0000-0000-0000-%012d", number)
            return #"{"messageId":"\#(id)","type":"t","jsonData":{"n":\#(number)}}"#
        }
        let body = server.directory.appending(path: "batch.json")
        try Data("[\(messages.joined(separator: ","))]".utf8).write(to: body)
        let result = try Shell.run(
            "curl -s -w '%{http_code}' -o /dev/null --data-binary @\(body.path()) "
                + server.url("/streams/a"))
        try #require(result.output == "200")
        return server
    }

    private static let page = "/streams/a?d=b&m=200&p=-1&e=1"

    @Test func `curl decodes what it asks for`() throws {
        let server = try Self.server()
        let url = server.url(Self.page)
        let plain = try Shell.run("curl -s '\(url)'").output
        #expect(plain.utf8.count > 50_000)
        try Data(plain.utf8).write(to: server.directory.appending(path: "plain"))
        let coded = try Shell.run("curl -s --compressed '\(url)'").output
        #expect(coded == plain)
        for (coding, tool) in [("gzip", "gunzip -c"), ("zstd", "zstd -dc")] {
            let sizes = try Shell.run(
                """
                curl -s -D head -o body -H 'accept-encoding: \(coding)' '\(url)'
                grep -i '^content-encoding' head | tr -d '\\r'
                wc -c < body
                \(tool) < body | cmp - plain && echo same
                """, in: server.directory)
            let lines = sizes.output.split(separator: "\n")
            #expect(lines.first == "Content-Encoding: \(coding)")
            #expect(lines.count == 3 && lines.last == "same")
            let size = Int(lines.dropFirst().first?.filter(\.isNumber) ?? "") ?? .max
            #expect(size < plain.utf8.count / 5)
        }
    }

    @Test func `a browser's cache asks with the tag of what it has`() throws {
        let server = try Self.server()
        let line = """
            curl -s --compressed --etag-save tag -o /dev/null '\(server.url(Self.page))'
            cat tag
            curl -s --compressed --etag-compare tag -o /dev/null -w '%{http_code}' \
            '\(server.url(Self.page))'
            """
        let output = try Shell.run(line, in: server.directory).output
        #expect(output.hasPrefix("\"199;"))
        #expect(output.hasSuffix("304"))
    }

    @Test func `Python's clients decode every coding`() throws {
        let server = try Self.server()
        let paths = [
            Self.page, "/stream", "/streams/a/7", "/docs/append", "/docs", "/", "/metrics/none",
            "/streams/none?d=b&m=20&p=-1&e=0", "/streams/a/metadata",
        ]
        let result = try Python.run("codings.py", [server.url("")] + paths)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func `Prometheus reads the metrics`() throws {
        let server = try Self.server()
        _ = try Shell.run("curl -s -L '\(server.url("/streams/a"))' '\(server.url("/none"))'")
        let result = try Python.run("metrics.py", [server.url("/metrics")])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("families"))
    }

    @Test func `the index leads to metrics and health`() throws {
        let server = try ServerProcess(["--store", "memory"])
        let index = try Shell.run("curl -s '\(server.url("/"))'").output
        #expect(index.contains(#""streamStore:metrics":"#) && index.contains(#""./metrics""#))
        #expect(index.contains(#""status":"#) && index.contains(#""./health/ready""#))
    }

    @Test func `the log names route and trace`() throws {
        let server = try Self.server(["--log-format", "json"])
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        _ = try Shell.run("curl -s -H 'traceparent: \(parent)' '\(server.url("/stream"))'")
        server.end()
        let lines = server.log.split(separator: "\n").filter { $0.contains("trace_id") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""route":"/stream""#) ?? false)
        #expect(
            lines.first?.contains(#""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":""#)
                ?? false)
    }

    @Test func `a page of a name that is not ours may not write`() throws {
        let server = try ServerProcess(["--store", "memory", "--hosts", "events.example"])
        for (host, status) in [
            ("localhost:\(server.port)", "200"), ("127.0.0.1:\(server.port)", "200"),
            ("events.example", "200"), ("evil.example:\(server.port)", "403"),
        ] {
            let result = try Shell.run(
                """
                curl -s -o /dev/null -w '%{http_code}' -H 'host: \(host)' \
                -H 'origin: http://\(host)' --data-binary '[]' '\(server.url("/streams/a"))'
                """)
            #expect(result.output == status, "\(host)")
        }
        let plain = try Shell.run(
            "curl -s -o /dev/null -w '%{http_code}' -H 'host: evil.example' --data-binary '[]' "
                + "'\(server.url("/streams/a"))'")
        #expect(plain.output == "200")
    }
}
