import HTTP
import Octets
import TestSupport
import Testing

/// The raw-request table over a real socket.
@Suite struct `Raw requests` {
    @Test(arguments: RawRow.all)
    func `a row gets its answers, and the connection its fate`(_ row: RawRow) async throws {
        try await check(row, pieces: [row.bytes])
    }

    @Test(arguments: RawRow.all.filter { $0.bytes.count < 700 })
    func `a row that comes byte by byte gets the same`(_ row: RawRow) async throws {
        try await check(row, pieces: row.bytes.map { [$0] })
    }

    private func check(_ row: RawRow, pieces: [[UInt8]]) async throws {
        let site = TestSite()
        try await LiveServer.run(respond: { await site.respond($0) }) { live in
            let client = try live.connect()
            for piece in pieces { client.send(piece) }
            if row.halfCloses { client.finish() }
            for (index, allowed) in row.statuses.enumerated() {
                let answer = try #require(client.response(), "answer \(index) is missing")
                #expect(allowed.contains(answer.status), "answer \(index): \(answer.text)")
                #expect(answer["Date"]?.hasSuffix(" GMT") == true)
                #expect(answer.fields.filter { Self.frames($0.name) }.count <= 1)
            }
            switch row.fate {
            case .kept:
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            case .closed: #expect(client.isEnded())
            case .either: break
            }
            if row.number == 52 || row.number == 70 { #expect(site.uploads.isEmpty) }
        }
    }

    private static func frames(_ name: String) -> Bool {
        ["content-length", "transfer-encoding"].contains(name.lowercased())
    }
}
