import HTTP
import Octets
import Store
import TestSupport
import Testing

@testable import HALServer

@Suite struct MetricsTests {
    private static let openMetrics =
        "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    private func face(_ store: MemoryStore = MemoryStore()) throws -> Face {
        let metrics = MetricsAPI(meter: Meter(), store: store, version: "1.2\"3")
        return try Face(store: store, with: [metrics.mount])
    }

    /// The value of a sample.
    private func value(_ name: String, in reply: Reply) -> Double? {
        for line in reply.text.split(separator: "\n") where line.hasPrefix(name + " ") {
            return Double(line.dropFirst(name.utf8.count + 1))
        }
        return nil
    }

    @Test func `the text says what the store did`() async throws {
        let face = try face()
        await face.fill("a", 1..<6)
        await face.post("/streams/a", Face.message(9), [("SSS-ExpectedVersion", "-3")])
        _ = await face.follow("/streams/a")
        let reply = await face.get("/metrics")
        #expect(reply.status == 200)
        #expect(reply["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(reply["Cache-Control"] == "no-store")
        #expect(reply["Vary"] == "Accept, Accept-Encoding")
        for (name, number) in [
            ("store_append_events_total", 5), ("store_appends_total", 1),
            ("store_append_conflicts_total", 1), ("store_read_events_total", 5),
            ("store_streams", 1), ("store_events", 5), ("store_head_position", 4),
            ("store_takes_writes", 1),
        ] {
            #expect(value(name, in: reply) == Double(number), "\(name)")
        }
        #expect(reply.text.contains(#"halserver_build_info{version="1.2\"3"} 1"#))
        #expect(!reply.text.contains("# EOF"))
    }

    @Test func `the process is told as every Prometheus client tells it`() async throws {
        let reply = await (try face()).get("/metrics")
        let names = [
            "process_cpu_seconds_total", "process_start_time_seconds",
            "process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
            "process_max_fds",
        ]
        for name in names {
            #expect(try #require(value(name, in: reply), "\(name)") > 0)
        }
        let start = try #require(value("process_start_time_seconds", in: reply))
        let now = Double(Timestamp.now().ticks) / 1e7
        // Ticks begin in another year; what counts is that the process is not older than the machine.
        #expect(start > 1.7e9 && start < 4e9 && now > 0)
    }

    @Test func `OpenMetrics is told to who asks for it`() async throws {
        let reply = await (try face()).get("/metrics", [("Accept", Self.openMetrics)])
        #expect(
            reply["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(reply.text.hasSuffix("\n# EOF\n"))
        #expect(reply.text.contains("# TYPE store_append_events counter\n"))
        #expect(reply.text.contains("\nstore_append_events_total 0\n"))
        #expect(reply.text.contains("# UNIT process_cpu_seconds seconds\n"))
    }

    @Test(
        arguments: [
            (
                "text/plain",
                #"<metrics>; rel="alternate"; type="application/openmetrics-text"; title="OpenMetrics""#
            ),
            (
                "application/openmetrics-text",
                #"<metrics>; rel="alternate"; type="text/plain"; title="Prometheus text""#
            ),
        ])
    func `each format leads to the other`(accept: String, link: String) async throws {
        #expect(await (try face()).get("/metrics", [("Accept", accept)])[.link] == link)
    }

    @Test(
        arguments: [
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/plain"), ("*/*", "text/plain"),
            ("application/openmetrics-text", "application/openmetrics-text"),
            ("image/png", "text/plain"),
        ])
    func `everybody else gets the text`(accept: String, type: String) async throws {
        let reply = await (try face()).get("/metrics", [("Accept", accept)])
        #expect(reply.status == (accept == "image/png" ? 406 : 200))
        #expect(reply["Content-Type"]?.hasPrefix(type) ?? false)
    }

    @Test func `metrics are only read`() async throws {
        let face = try face()
        #expect(await face.send(.head, "/metrics").status == 200)
        for method in [HTTP.Method.post, .put, .delete] {
            let reply = await face.send(method, "/metrics")
            #expect(reply.status == 405 && reply["Allow"] == "GET, HEAD, OPTIONS")
        }
        #expect(await face.get("/metrics/x").status == 404)
    }

    @Test func `they come coded`() async throws {
        let reply = await (try face()).get("/metrics", [("Accept-Encoding", "gzip")])
        #expect(reply["Content-Encoding"] == "gzip")
        #expect(CodingTests.decoded(reply.body, "gzip").text.hasPrefix("# HELP http_server"))
    }

    @Test func `a store that fails is told of, not failed with`() async throws {
        let metrics = MetricsAPI(
            meter: Meter(), store: FailingStore(error: .closed), version: "1")
        let reply = await (try Face(with: [metrics.mount])).get("/metrics")
        #expect(reply.status == 200)
        #expect(value("store_takes_writes", in: reply) == 0)
    }

    @Test func `the routes of a live server are labels, what was asked for never is`() async throws
    {
        let meter = Meter()
        let store = MemoryStore()
        let face = try Face(
            store: store, with: [MetricsAPI(meter: meter, store: store, version: "1").mount])
        let router = face.router
        try await LiveServer.run(meter: meter, respond: { await router.respond(to: $0) }) { live in
            let client = try live.connect()
            for target in ["/streams/secret/0", "/streams/other/1", "/wp-login.php", "/a/b/c"] {
                client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(client.response()?.status == 404)
            }
            client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = try #require(client.response()).text
            let name = "http_server_request_duration_seconds"
            let message = #"method="GET",route="/streams/{streamID}/{message}",status="404""#
            #expect(text.contains("\(name)_count{\(message)} 2\n"))
            #expect(text.contains("\(name)_bucket{\(message),le=\"+Inf\"} 2\n"))
            #expect(text.contains("\(name)_bucket{\(message),le=\"0.00025\"} "))
            #expect(
                text.contains(
                    "\(name)_count{method=\"GET\",route=\"unmatched\",status=\"404\"} 2\n"))
            for word in ["secret", "wp-login", "/a/b"] { #expect(!text.contains(word)) }
            #expect(text.contains("\nhttp_server_requests_in_flight 1\n"))
            #expect(text.contains("\nhttp_server_connections 1\n"))
        }
    }

    @Test(
        arguments: [
            (100_000, "0.0001"), (250_000, "0.00025"), (1_000_000_000, "1.0"),
            (2_500_000, "0.0025"), (5_000_000_000, "5.0"),
        ] as [(UInt64, String)])
    func `a bound is a number as one writes it`(nanoseconds: UInt64, text: String) {
        var writer = ByteWriter()
        writer.append(bound: nanoseconds)
        #expect(writer.finish().text == text)
    }
}
