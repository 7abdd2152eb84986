import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct BacklogTests {
    @Test(arguments: 1...4)
    func `who pipelines much and reads in bursts gets every answer`(round: Int) async throws {
        let body = Bytes([UInt8](repeating: UInt8(ascii: "a"), count: 20_000))
        try await LiveServer.run(respond: { _ in Response(.ok, .text, body) }) { live in
            let client = try live.connect(receiveBuffer: 65_536)
            let count = 300
            client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
            for number in 0..<count {
                let answer = try #require(client.response(), "answer \(number)")
                #expect(answer.status == 200)
                // The server's socket fills up meanwhile, and is emptied in one go.
                if number % (5 * round) == 0 { usleep(5_000) }
            }
        }
    }
}
