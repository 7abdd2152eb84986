import HALServer
import HTTP
import Octets
import Testing

@Suite struct HealthAPITests {
    private func answer(_ path: String, _ method: HTTP.Method = .get, ready: Bool) async throws
        -> Response
    {
        let router = try Router(mounts: [HealthAPI { ready }.mount])
        return await router.respond(to: Request(method: method, target: Target(path)))
    }

    @Test func `a server that runs is alive, ready or not`() async throws {
        #expect(try await answer("/health/live", ready: true).status == .noContent)
        #expect(try await answer("/health/live", ready: false).status == .noContent)
    }

    @Test func `a server that is not ready says so and when to ask again`() async throws {
        #expect(try await answer("/health/ready", ready: true).status == .noContent)
        let response = try await answer("/health/ready", ready: false)
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "1")
    }

    @Test func `probes are read and nothing else`() async throws {
        let response = try await answer("/health/ready", .post, ready: true)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(try await answer("/health/other", ready: true).status == .notFound)
    }
}
