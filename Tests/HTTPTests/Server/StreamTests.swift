import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Streamed and file bodies` {
    private static func stream(
        length: UInt64? = nil,
        _ produce: @escaping @Sendable (any BodySink) async throws -> Void
    ) -> @Sendable (Request) async -> Response {
        { _ in Response(.ok, body: .stream(length: length, produce)) }
    }

    @Test func `a stream without length is chunked for 1.1 and ends the connection for 1.0`()
        async throws
    {
        let respond = Self.stream { sink in
            for index in 0..<5 {
                try await sink.write(Bytes("part \(index)\n"))
                await Task.yield()
            }
        }
        try await LiveServer.run(respond: respond) { live in
            let client = try live.connect()
            client.send(RawRow.get)
            let answer = try #require(client.response())
            #expect(answer["Transfer-Encoding"] == "chunked")
            #expect(answer.text == "part 0\npart 1\npart 2\npart 3\npart 4\n")
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try #require(client.response(toHead: true))
            #expect(head["Transfer-Encoding"] == "chunked")
            client.send("GET / HTTP/1.0\r\n\r\n")
            let old = try #require(client.response())
            #expect(old["Transfer-Encoding"] == nil && old.closes)
            #expect(old.text == answer.text)
        }
    }

    @Test func `a stream keeps to its length, and one that is short ends the connection`()
        async throws
    {
        try await LiveServer.run(
            respond: Self.stream(length: 10) { sink in
                try await sink.write("12345")
                try await sink.write("67890")
                do {
                    try await sink.write("too much")
                    Issue.record("written beyond the length")
                } catch {}
            }
        ) { live in
            let client = try live.connect()
            client.send(RawRow.get + RawRow.get)
            #expect(client.responses(2).map(\.text) == ["1234567890", "1234567890"])
        }
        try await LiveServer.run(respond: Self.stream(length: 10) { try await $0.write("12345") }) {
            live in
            let client = try live.connect()
            client.send(RawRow.get)
            let bytes = client.rest()
            #expect(bytes.suffix(5) == [UInt8]("12345".utf8)[...])
            #expect(client.isEnded())
        }
    }

    @Test func `a stream whose producer throws is not taken for complete`() async throws {
        try await LiveServer.run(
            respond: Self.stream { sink in
                try await sink.write("12345")
                throw RequestBody.Failure.incomplete
            }
        ) { live in
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response(milliseconds: 500) == nil)
            #expect(!String(decoding: client.rest(), as: UTF8.self).hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `a producer waits for a slow reader, and from any thread`() async throws {
        let produced = Counter()
        let respond = Self.stream { sink in
            let block = Bytes([UInt8](repeating: 65, count: 100_000))
            let producer = Task.detached(executorPreference: BlockingThreads.shared) {
                for _ in 0..<300 {
                    try await sink.write(block)
                    produced.add(1)
                }
            }
            try await producer.value
        }
        try await LiveServer.run(respond: respond) { live in
            let client = try live.connect(receiveBuffer: 4_096)
            client.send("GET / HTTP/1.0\r\n\r\n")
            try await Task.sleep(nanoseconds: 300_000_000)
            #expect(produced.value < 150)
            let answer = try #require(client.response())
            #expect(answer.body.count == 30_000_000)
            #expect(produced.value == 300)
        }
    }

    @Test func `a producer learns that its peer is gone`() async throws {
        let gone = Counter()
        let respond = Self.stream { sink in
            do {
                while true {
                    try await sink.write("tick\n")
                    try await Task.sleep(nanoseconds: 2_000_000)
                }
            } catch {
                gone.add(1)
                throw error
            }
        }
        try await LiveServer.run(respond: respond) { live in
            do {
                let client = try live.connect()
                client.send(RawRow.get)
                #expect(client.fill())
            }
            for _ in 0..<500 where gone.value == 0 {
                try await Task.sleep(nanoseconds: 5_000_000)
            }
            #expect(gone.value == 1)
        }
    }

    @Test func `a body may be read while the answer is streamed`() async throws {
        try await LiveServer.run(respond: { request in
            let body = request.body
            return Response(
                .ok,
                body: .stream(length: nil) { sink in
                    for try await piece in body { try await sink.write(piece) }
                })
        }) { live in
            let client = try live.connect()
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(client.fill())
            client.send("world")
            #expect(client.response()?.text == "helloworld")
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
            #expect(client.response()?.text == "ab")
        }
    }

    @Test func `a part of a file is sent, and a slow reader gets it whole`() async throws {
        let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
        let file = try TemporaryFile(bytes)
        try await LiveServer.run(respond: { request in
            guard let region = file.region(offset: 7, length: UInt64(bytes.count) - 10) else {
                return Response(.notFound)
            }
            return Response(.ok, body: .file(region))
        }) { live in
            let client = try live.connect(receiveBuffer: 8_192)
            client.send(RawRow.get + RawRow.get)
            for answer in client.responses(2) {
                #expect(answer.body == Array(bytes[7..<(bytes.count - 3)]))
            }
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try #require(client.response(toHead: true))
            #expect(head["Content-Length"] == "\(bytes.count - 10)")
        }
    }

    @Test(arguments: [true, false])
    func `a reader of a file may be slower than any pace, a reader of memory may not`(
        isFile: Bool
    ) async throws {
        let bytes = [UInt8](repeating: 66, count: 8_000_000)
        let file = try TemporaryFile(bytes)
        var limits = Limits()
        limits.writeStallMilliseconds = 200
        limits.writeBytesPerSecond = 1 << 40
        try await LiveServer.run(
            limits: limits,
            respond: { _ in
                guard isFile, let region = file.region(offset: 0, length: UInt64(bytes.count))
                else { return Response(.ok, body: .bytes(Bytes(bytes))) }
                return Response(.ok, body: .file(region))
            }
        ) { live in
            let client = try live.connect(receiveBuffer: 4_096)
            client.send(RawRow.get)
            #expect(client.fill())
            // Longer than the stall, in which it takes nothing.
            try await Task.sleep(nanoseconds: 1_500_000_000)
            #expect((client.response()?.body.count == bytes.count) == isFile)
        }
    }

    @Test func `a file that is not in memory is fetched and sent`() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 5) }
        let file = try TemporaryFile(bytes)
        file.dropFromMemory()
        try await LiveServer.run(respond: { _ in
            guard let region = file.region(offset: 0, length: UInt64(bytes.count)) else {
                return Response(.notFound)
            }
            return Response(.ok, body: .file(region))
        }) { live in
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response()?.body == bytes)
        }
    }

    @Test func `a file shorter than it was said to be ends the connection`() async throws {
        let file = try TemporaryFile([1, 2, 3])
        try await LiveServer.run(respond: { _ in
            guard let region = file.region(offset: 0, length: 10) else {
                return Response(.notFound)
            }
            return Response(.ok, body: .file(region))
        }) { live in
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response(milliseconds: 1_000) == nil)
            #expect(client.rest().suffix(3) == [1, 2, 3])
        }
    }

    @Test func `a handler that does not read holds the sender back`() async throws {
        let gate = Gate()
        try await LiveServer.run(respond: { request in
            await gate.wait()
            var count = 0
            do {
                for try await piece in request.body { count += piece.count }
            } catch {
                return Response(.badRequest)
            }
            return Response(.ok, .text, Bytes("\(count)"))
        }) { live in
            let client = try live.connect()
            let body = [UInt8](repeating: 66, count: 30_000_000)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            var sent = 0
            var silent = 0
            while silent < 20, sent < body.count {
                let count = client.sendWithoutWaiting(Array(body[sent...].prefix(1_000_000)))
                sent += count
                silent = count == 0 ? silent + 1 : 0
                if count == 0 { usleep(5_000) }
            }
            #expect(sent < 20_000_000)
            gate.open()
            client.send(Array(body[sent...]))
            #expect(client.response()?.text == "30000000")
        }
    }

    @Test func `a body may be read on another thread`() async throws {
        try await LiveServer.run(respond: { request in
            let body = request.body
            let count = await Task.detached(executorPreference: BlockingThreads.shared) {
                var count = 0
                do {
                    for try await piece in body { count += piece.count }
                } catch {
                    return -1
                }
                return count
            }.value
            return Response(.ok, .text, Bytes("\(count)"))
        }) { live in
            let client = try live.connect()
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
            client.send([UInt8](repeating: 66, count: 2_000_000))
            #expect(client.response()?.text == "2000000")
        }
    }
}
