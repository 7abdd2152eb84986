package import HTTP

/// The probes of whoever runs the server (`contracts/hal.md` §10): `/health/live` and `/health/ready`.
///
/// ```swift
/// let health = HealthAPI { await server.isReady() }
/// let router = try server.router(with: [health.mount])
/// ```
package struct HealthAPI: Sendable {
    private let isReady: @Sendable () async -> Bool

    /// Probes that ask `isReady` whether requests should be sent here: false while draining and where
    /// writes are refused.
    package init(isReady: @escaping @Sendable () async -> Bool) {
        self.isReady = isReady
    }

    /// The routes, below a prefix of their own: 204, or 503 where the server is not ready.
    package var mount: Mount {
        let isReady = isReady
        return Mount(
            prefix: "/health",
            routes: [
<<<<<<< HEAD
                Route("/live", [.get: Operation { _ in Response(.noContent) }]),
                Route(
                    "/ready",
                    [
                        .get: Operation { _ in
                            guard await isReady() else {
                                throw Refusal.unavailable(
                                    "Not ready: the store takes no writes, or the server is stopping.",
                                    retryAfter: 1)
                            }
                            return Response(.noContent)
                        }
                    ]),
=======
                Route("/live", [.get: Operation { _ in Self.answer(isGood: true) }]),
                Route("/ready", [.get: Operation { _ in Self.answer(isGood: await isReady()) }]),
>>>>>>> hal
            ],
            dialect: .plain)
    }

    private static func answer(isGood: Bool) -> Response {
        var response = Response(isGood ? .noContent : .serviceUnavailable)
        response.headers.add(.cacheControl, "no-store")
        if !isGood { response.headers.add(.retryAfter, "1") }
        return response
    }
}
