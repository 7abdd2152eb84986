import HTTP
import Octets
import TestSupport
import Testing

@Suite struct EndpointTests {
    private struct Failure: Error {}

    private static func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { bytes.text } else { "" }
    }

    /// The answer of a router with this endpoint, and whether it was there at once.
    private func answer(
        _ endpoint: Endpoint, _ method: HTTP.Method = .get, _ target: String = "/a"
    ) async throws -> String {
        let router = try TestTable.router(Route("/a", [.get: Operation(endpoint: endpoint)]))
        let request = Request(method: method, target: Target(target))
        switch router.answer(request) {
        case .ready(let response): return "at once: \(Self.text(response))"
        case .pending(let wait): return "waited for: \(Self.text(await wait()))"
        case .later(let later):
            return "followed: \(Self.text(await ResponsePromise.later(later).response()))"
        }
    }

    @Test func `what need not wait is answered at once`() async throws {
        let immediate = Endpoint(immediate: { _ in Response(.ok, .text, "yes") })
        #expect(try await answer(immediate) == "at once: yes")
        #expect(try await answer(immediate, .head) == "at once: yes")
        let waiting = Endpoint({ (_) async in Response(.ok, .text, "yes") })
        #expect(try await answer(waiting) == "waited for: yes")
    }

    @Test func `an attempt that has no answer is waited for`() async throws {
        let endpoint = Endpoint(
            attempting: { $0.target.query == nil ? nil : Response(.ok, .text, "here") },
            else: { _ in Response(.ok, .text, "there") })
        #expect(try await answer(endpoint) == "waited for: there")
        #expect(try await answer(endpoint, .get, "/a?b") == "at once: here")
    }

    @Test func `refusals and errors are answered at once`() async throws {
        let waiting = Endpoint({ (_) async in Response(.ok) })
        #expect(try await answer(waiting, .get, "/b").hasPrefix("at once: root: notFound"))
        #expect(try await answer(waiting, .post).hasPrefix("at once: root: methodNotAllowed"))
        let failing = Endpoint(immediate: { _ in throw Failure() })
        #expect(try await answer(failing) == "at once: root: Failure()")
    }

    @Test func `question and answer are changed on both ways`() async throws {
        let question: @Sendable (Request) -> Request? = { _ in
            Request(method: .get, target: Target("/asked"))
        }
        let change: @Sendable (inout Response, Request) -> Void = { response, request in
            response.body = .bytes(Bytes("\(Self.text(response)) for \(request.target.path)"))
        }
        let immediate = Endpoint(immediate: { Response(.ok, .text, $0.target.path) })
        let waiting = Endpoint({ (request) async in Response(.ok, .text, request.target.path) })
        #expect(
            try await answer(immediate.between(question, change)) == "at once: /asked for /a")
        #expect(
            try await answer(waiting.between(question, change)) == "waited for: /asked for /a")
    }

    /// An endpoint that hands work over for requests without a query, which fails for a path of /fails.
    private static let working = Endpoint(
        working: { request in
            guard request.target.query == nil else { return nil }
            return Endpoint.Work(begin: { $0() }) { Response(.ok, .text, $0.target.path) }
        }, else: { (request) async in Response(.ok, .text, "there") })

    @Test func `what follows from work is not waited for by a task`() async throws {
        #expect(try await answer(Self.working) == "followed: /a")
        #expect(try await answer(Self.working, .get, "/a?b") == "waited for: there")
        let failing = Endpoint(
            working: { _ in Endpoint.Work(begin: { $0() }) { _ in throw Failure() } },
            else: { _ in Response(.ok) })
        #expect(try await answer(failing) == "followed: root: Failure()")
        let refusing = Endpoint(working: { _ in throw Failure() }, else: { _ in Response(.ok) })
        #expect(try await answer(refusing) == "at once: root: Failure()")
    }

    @Test func `work is handed over for a request that is asked as it is`() async throws {
        let change: @Sendable (inout Response, Request) -> Void = { response, request in
            response.body = .bytes(Bytes("\(Self.text(response)) for \(request.target.path)"))
        }
        #expect(
            try await answer(Self.working.between({ _ in nil }, change)) == "followed: /a for /a")
        let other: @Sendable (Request) -> Request? = { _ in
            Request(method: .get, target: Target("/asked"))
        }
        #expect(
            try await answer(Self.working.between(other, change)) == "waited for: there for /a")
    }
}
