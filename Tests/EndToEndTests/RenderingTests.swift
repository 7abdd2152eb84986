import Foundation
import Testing

/// The renderings of pages, read by parsers that other people wrote.
@Suite struct RenderingTests {
    @Test func `foreign readers find in each rendering what HAL says`() throws {
        let server = try ServerProcess()
        let id = "b01b5bfa-9a5e-4f3c-8f0e-5d2b1a1f00"
        let messages = [
            #"""
            {"messageId":"\#(id)01","type":"<made> & \"kept\"","jsonData":{"n": 1,
              "s": "a\nb\u0000 é"}}
            """#,
            #"""
            {"messageId":"\#(id)02","type":"te\u0001\uffffst","jsonData":[1, 2.50, null],
              "jsonMetadata":{"who":
                "me"}}
            """#,
            #"{"messageId":"\#(id)03","type":"test","jsonData":"]]>"}"#,
        ]
        for (index, stream) in ["a", "caf%C3%A9%26b%252fc", "a"].enumerated() {
            try messages[index].write(
                to: server.directory.appending(path: "body"), atomically: true, encoding: .utf8)
            let status = try Shell.run(
                "curl -s -o /dev/null -w '%{http_code}' --data-binary @body "
                    + server.url("/streams/\(stream)"), in: server.directory)
            #expect(status.output == "200")
        }
        let raw = try Shell.run(
            #"printf 'GIF89a\000\377\r\n' | curl -s -o /dev/null -w '%{http_code}' "#
                + "-H 'Content-Type: image/gif; x=\"<&>\"' --data-binary @- "
                + server.url("/streams/a"))
        #expect(raw.output == "200")
        let result = try Python.run(
            "renderings.py",
            [
                server.url(""), "/stream?d=b&m=20&p=-1&e=1", "/stream?d=f&m=2&p=1&e=0",
                "/stream?d=b&m=1&p=-1&e=0&type=image%2Fgif&prefix=a",
                "/stream?d=f&m=20&p=99&e=1", "/streams/a?d=f&m=2&p=0&e=1",
                "/streams/a?d=b&m=20&p=-1&e=0", "/streams/caf%C3%A9%26b%252fc?d=b&m=20&p=-1&e=1",
            ])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("7 pages are the same to all readers"))
    }
}
