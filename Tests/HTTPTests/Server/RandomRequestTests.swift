import HTTP
import Octets
import TestSupport
import Testing

/// Row 100 of the raw-request table: bytes that no table lists, the same on every run. Whatever comes, the
/// answers are well-formed, none is a failure of ours, and the next client is served.
@Suite struct `Random requests` {
    private static let corpus = RawRow.all.map(\.bytes).filter { $0.count < 400 }

    @Test func `480 mutations of the table`() async throws {
        var random = SplitMix(seed: 100)
        try await judge((0..<480).map { _ in [random.mutated(Self.corpus)] })
    }

    @Test func `80 inputs of garbage`() async throws {
        var random = SplitMix(seed: 101)
        try await judge(
            (0..<80).map { _ in
                let count = 1 + random.below(3_000)
                return [(0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }]
            })
    }

    @Test func `36 requests in random pieces`() async throws {
        var random = SplitMix(seed: 102)
        try await judge(
            (0..<36).map { _ in
                var rest = Self.corpus[random.below(Self.corpus.count)][...]
                var pieces: [[UInt8]] = []
                while !rest.isEmpty {
                    let piece = rest.prefix(1 + random.below(40))
                    pieces.append(Array(piece))
                    rest = rest[piece.endIndex...]
                }
                return pieces
            })
    }

    @Test func `120 odd framings`() async throws {
        var random = SplitMix(seed: 103)
        let lengths = ["0", "5", "05", "+5", "-1", "5, 5", "", "99999999999999999999", "0x5", "5 "]
        let codings = [
            "chunked", "Chunked", "gzip, chunked", "chunked, chunked", "x", "identity", "chunked;a",
            "", "\tchunked", "\u{B}chunked",
        ]
        let bodies = [
            "hello", "5\r\nhello\r\n0\r\n\r\n", "0\r\n\r\n", "5\nhello\n0\n\n", "g\r\n", "",
            "5;\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "0\r\nContent-Length: 9\r\n\r\n",
        ]
        try await judge(
            (0..<120).map { _ in
                var fields = ""
                for _ in 0..<random.below(3) {
                    fields += "Content-Length: \(lengths[random.below(lengths.count)])\r\n"
                }
                for _ in 0..<random.below(3) {
                    fields += "Transfer-Encoding: \(codings[random.below(codings.count)])\r\n"
                }
                let text = RawRow.upload(fields, bodies[random.below(bodies.count)]) + RawRow.get
                return [Array(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })]
            })
    }

    private func judge(_ inputs: [[[UInt8]]]) async throws {
        let site = TestSite()
        try await LiveServer.run(respond: { await site.respond($0) }) { live in
            for (number, pieces) in inputs.enumerated() {
                let client = try live.connect()
                for piece in pieces { client.send(piece) }
                client.finish()
                while let answer = client.response() {
                    let isKnown = answer.status < 500 || [501, 505].contains(answer.status)
                    #expect(isKnown, "input \(number): \(answer.status) to \(pieces)")
                }
                #expect(client.isEnded(), "input \(number): not ended, or no answer: \(pieces)")
            }
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response()?.status == 200)
        }
    }
}
