import HTTP
import Octets
import Schemas
import Testing

@testable import HALServer

@Suite struct TableTests {
    /// A face of one resource.
    private struct Echo: Sendable {
        let word: Bytes

        static let table: [HALResource<Echo>] = [
            HALResource(
                "/{name}", .item,
                [
                    .read([.hal], immediate: { face in { _ in Response(.ok, .hal, face.word) } })
                        .described(Conduct("readEcho", answers: [.nothing(.ok, "The word.")])),
                    .operation(.put) { face in
                        Endpoint(immediate: { _ in Response(.created, .text, face.word) })
                    }
                    .keepingBodies().described(
                        Conduct("keep", answers: [.nothing(.created, "Kept.")])),
                    .operation(.post) { face in
                        Endpoint(immediate: { _ in Response(.ok, .text, face.word) })
                    },
                ])
        ]

        func router() throws -> Router {
            try Router(mounts: [
                Mount(
                    prefix: "/", routes: Self.table.map { $0.route(in: self) }, dialect: .plain)
            ])
        }
    }

    private func ask(_ method: HTTP.Method, _ fields: [(HeaderName, HeaderValue)] = []) async throws
        -> Reply
    {
        var headers = Headers()
        for (name, value) in fields { headers.add(name, value) }
        let request = Request(
            method: method, target: Target("/a"), headers: headers, body: RequestBody("x"))
        return Reply(try await Echo(word: "{}").router().respond(to: request))
    }

    @Test func `a line of any face's table becomes a route of it`() async throws {
        let reply = try await ask(.get)
        #expect(reply.status == 200)
        #expect(reply.text == "{}")
        #expect(reply[.link]?.contains("rel=\"service-doc\"") == true)
        #expect(try await ask(.delete)[.allow] == "GET, HEAD, POST, PUT, OPTIONS")
    }

    @Test func `only a line that keeps bodies takes coded ones`() async throws {
        #expect(try await ask(.put, [(.contentEncoding, "gzip")]).status == 201)
        #expect(try await ask(.post, [(.contentEncoding, "gzip")]).status == 415)
    }

    @Test func `a line describes itself`() throws {
        let described = Echo.table[0].description(Resources(documents: []))
        #expect(described.pattern == "/{name}")
        #expect(described.operations.map(\.method) == [.get, .put, .post])
        #expect(described.operations[1].answers.contains { $0.status == .created })
        #expect(described.entry?.relation == .item)
    }
}
