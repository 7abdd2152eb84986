import HTTP
import Octets
import TestSupport
import Testing

@Suite struct MeterTests {
    @Test func `a meter without a server has counted nothing`() async {
        let traffic = await Meter().traffic()
        #expect(traffic.requests.isEmpty && traffic.acceptedConnections == 0)
    }

    @Test func `requests are counted by route, method and status, on all loops`() async throws {
        let meter = Meter()
        try await LiveServer.run(
            loops: 3, meter: meter,
            respond: { request in
                var response = Response(
                    request.target.path == "/none" ? .notFound : .ok, .text, "hello")
                if response.status == .ok {
                    response.route = RouteLabel("/x/{y}", number: 7)
                }
                return response
            }
        ) { live in
            for _ in 0..<10 {
                let client = try live.connect()
                client.send(
                    "GET /x/1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /x/2 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(client.response()?.status == 200)
                #expect(client.response(toHead: true)?.status == 200)
                client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(client.response()?.status == 404)
                client.send("BREW / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(client.response()?.status == 501)
                client.send("nonsense\r\n\r\n")
                #expect(client.response()?.status == 400)
            }
            let open = try live.connect()
            open.send(RawRow.get)
            #expect(open.response()?.status == 200)
            let traffic = await meter.traffic()
            #expect(traffic.acceptedConnections == 11)
            #expect(traffic.openConnections >= 1 && traffic.requestsInFlight == 0)
            #expect(traffic.receivedBytes > 1_000 && traffic.sentBytes > 1_000)
            let counts = traffic.requests.map { kind, durations in
                "\(kind.method?.rawValue ?? "-") \(kind.route ?? "-") \(kind.status ?? 0) "
                    + "\(durations.counts.reduce(0, +))"
            }
            #expect(
                Set(counts) == [
                    "GET /x/{y} 200 11", "HEAD /x/{y} 200 10", "GET - 404 10", "- - 501 10",
                    "- - 400 10",
                ])
            #expect(traffic.requests.allSatisfy { $0.durations.nanoseconds > 0 })
        }
    }

    @Test func `a request under way is in flight, and one whose peer went has no status`()
        async throws
    {
        let meter = Meter()
        let gate = Gate()
        try await LiveServer.run(
            meter: meter,
            respond: { _ in
                await gate.wait()
                return Response(.ok)
            }
        ) { live in
            do {
                let client = try live.connect()
                client.send(RawRow.get)
                while gate.count == 0 { try await Task.sleep(nanoseconds: 1_000_000) }
                #expect(await meter.traffic().requestsInFlight == 1)
                client.reset()
            }
            while await meter.traffic().requestsInFlight == 1 {
                try await Task.sleep(nanoseconds: 1_000_000)
            }
            let kinds = await meter.traffic().requests.map(\.kind)
            #expect(kinds.count == 1 && kinds[0].status == nil && kinds[0].method == .get)
            gate.open()
        }
    }

    @Test func `a duration lies in the first bucket that holds it`() async throws {
        let meter = Meter()
        try await LiveServer.run(
            meter: meter,
            respond: { _ in
                try? await Task.sleep(nanoseconds: 30_000_000)
                return Response(.ok)
            }
        ) { live in
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response()?.status == 200)
            let durations = try #require(await meter.traffic().requests.first).durations
            let place = try #require(durations.counts.firstIndex(of: 1))
            #expect(durations.nanoseconds >= 30_000_000)
            #expect(place == Traffic.bounds.count || durations.nanoseconds <= Traffic.bounds[place])
            #expect(place > 0 && durations.nanoseconds > Traffic.bounds[place - 1])
        }
    }
}
