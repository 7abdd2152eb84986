import Foundation
import HTTP
import JSON
import Octets
import TestSupport
import Testing

/// What other readers of the same formats say. Strictness is not judged: a request that two parsers read
/// differently is how requests are smuggled, so what we take, others must take.
@Suite struct `Second opinions` {
    @Test func `h11 and llhttp take every request that we take`() async throws {
        try await blocking { try Self.askForRequests() }
    }

    @Test func `Python and orjson read as JSON what we do`() async throws {
        try await blocking { try Self.askForTexts() }
    }

    private static func askForRequests() throws {
        let heads = try Corpus(of: .requestHead)
        let bodies = try Corpus(of: .chunkedBody)
        let head = Array("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        var inputs = heads.files.map(\.bytes) + bodies.files.map { head + $0.bytes }
        var mutations = Mutations(seed: 31, of: heads)
        for _ in 0..<4_000 { inputs.append(mutations.next()) }
        mutations = Mutations(seed: 32, of: bodies)
        for _ in 0..<4_000 { inputs.append(head + mutations.next()) }
        try ask("requests.py", inputs, isTaken: isTaken)
    }

    private static func askForTexts() throws {
        let corpus = try Corpus(of: .json)
        var inputs = corpus.files.map(\.bytes)
        var mutations = Mutations(seed: 33, of: corpus)
        for _ in 0..<8_000 { inputs.append(mutations.next()) }
        try ask("texts.py", inputs) { Bytes($0).isJSON }
    }

    /// Whether the bytes begin with a whole request that we take.
    private static func isTaken(_ bytes: [UInt8]) -> Bool {
        var parser = RequestHeadParser()
        guard let head = try? parser.parse(bytes.span, limits: Limits()) else { return false }
        let rest = Bytes(bytes)[head.length..<bytes.count]
        switch head.framing {
        case .none: return true
        case .length(let length): return UInt64(rest.count) >= length
        case .chunked:
            var decoder = ChunkedDecoder()
            var place = 0
            do throws(ParseError) {
                while true {
                    switch try decoder.decode(rest.span, from: &place, limits: Limits()) {
                    case .data: continue
                    case .needsMore: return false
                    case .end: return true
                    }
                }
            } catch {
                return false
            }
        }
    }

    private static func ask(
        _ script: String, _ inputs: [[UInt8]], isTaken: ([UInt8]) -> Bool
    ) throws {
        let room = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let python = room.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".build/venv/bin/python")
        let exists = FileManager.default.isExecutableFile(atPath: python.path())
        try #require(exists, "there is no .build/venv: run make venv")
        let lines = inputs.map { bytes in
            let digits = bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
            return (isTaken(bytes) ? "taken " : "refused ") + digits + "\n"
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(lines.joined().utf8).write(to: file)
        let script = room.appending(path: "Opinions/\(script)").path()
        let process = try ChildProcess(
            "/bin/sh", ["-c", "exec '\(python.path())' -B '\(script)' < '\(file.path())'"])
        let said = process.output.readDataToEndOfFile()
        let status = process.end()
        #expect(status == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
