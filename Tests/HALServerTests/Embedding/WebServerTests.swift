import Foundation
import HALServer
import HTTP
import TestSupport
import Testing

/// The engine behind the public interface.
@Suite struct WebServerTests {
    @Test func `a program answers with its own pages beside the API`() async throws {
        let events = try HALMiddleware(
            .memory(), resources: Checkout.resources, prefix: "/events")
        let server = try WebServer.start(on: "127.0.0.1:0") { request in
            if let answer = await events.respond(to: request) { return answer }
            let body = await request.body(upTo: 10) ?? Array("too long".utf8)
            return WebResponse(
                status: 202, fields: [("X-Method", request.method)],
                body: Array("\(request.path) \(request.query ?? "-") ".utf8) + body)
        }
        let address = try #require(server.addresses.first)
        let port = try #require(
            address.dropLast().split(separator: ":").last.flatMap { UInt16($0) })
        let own = try Shell.curl("-i -d hello 'http://127.0.0.1:\(port)/own?q'")
        #expect(own.contains("202") && own.contains("X-Method: POST"))
        #expect(own.hasSuffix("/own q hello"))
        #expect(try Shell.curl("-d 12345678901 'http://127.0.0.1:\(port)/x'").hasSuffix("too long"))
        let index = try Shell.curl("-L 'http://127.0.0.1:\(port)/events'")
        #expect(index.contains("\"streamStore:index\""))
        #expect(try Shell.curl("-I 'http://127.0.0.1:\(port)/events/'").contains("Content-Length:"))
        await server.stop(grace: 1000)
    }

    @Test(arguments: ["nonsense", "127.0.0.1", "127.0.0.1:99999"])
    func `what is no address is said`(address: String) {
        #expect(throws: EmbeddingError.self) {
            try WebServer.start(on: address) { _ in WebResponse(status: 200) }
        }
    }
}

private enum Shell {
    /// What curl prints.
    static func curl(_ arguments: String) throws -> String {
        let process = try ChildProcess("/bin/sh", ["-c", "curl -s \(arguments)"])
        let data = process.output.readDataToEndOfFile()
        _ = process.end()
        return String(decoding: data, as: UTF8.self)
    }
}
