import HTTP
import Testing

@Suite struct RouterListTests {
    @Test func `every route is told with its methods`() throws {
        let operation = Operation { _ in Response(.noContent) }
        let router = try Router(mounts: [
            Mount(
                prefix: "/v1",
                routes: [
                    Route("/streams", [.post: operation, .put: operation]),
                    Route("/streams/{id}", [.get: operation]),
                ], dialect: .plain)
        ])
        #expect(
            router.descriptions == [
                "POST, PUT, OPTIONS /v1/streams", "GET, HEAD, OPTIONS /v1/streams/{id}",
            ])
    }
}
