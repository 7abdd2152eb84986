import HALServer
import HTTP
import Octets
import Testing

@Suite struct HealthAPITests {
    private func answer(
        _ path: String, _ method: HTTP.Method = .get, ready: Bool, accept: HeaderValue? = nil
    ) async throws -> Response {
        let router = try Router(mounts: [HealthAPI { ready }.mount])
        var headers = Headers()
        if let accept { headers.add(.accept, accept) }
        return await router.respond(
            to: Request(method: method, target: Target(path), headers: headers))
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

    @Test(
        arguments: [
            ("application/health+json", true), ("application/health+json, */*;q=0.1", true),
            ("*/*", false), ("application/*", false), ("text/html,*/*;q=0.8", false),
            ("application/health+json;q=0, */*", false),
        ] as [(HeaderValue, Bool)])
    func `who names the document of health gets one`(
        accept: HeaderValue, isDocument: Bool
    ) async throws {
        let well = try await answer("/health/ready", ready: true, accept: accept)
        #expect(well.status == (isDocument ? .ok : .noContent))
        let ill = try await answer("/health/ready", ready: false, accept: accept)
        #expect(ill.status == .serviceUnavailable && ill.headers[.retryAfter] == "1")
        guard isDocument else { return }
        #expect(well.headers[.contentType] == "application/health+json")
        guard case .bytes(let good) = well.body, case .bytes(let bad) = ill.body else {
            Issue.record("no document")
            return
        }
        #expect(good == #"{"status":"pass"}"# && bad == #"{"status":"fail"}"#)
    }

    @Test func `probes are read and nothing else`() async throws {
        let response = try await answer("/health/ready", .post, ready: true)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(try await answer("/health/other", ready: true).status == .notFound)
    }
}
