package import HTTP

/// The probes of load balancers and supervisors (`hal-api.md` §10): alive, and ready for traffic.
package struct HealthAPI: Sendable {
    /// Whether requests should be sent here: the store takes writes, and the server is not shutting down.
    private let isReady: @Sendable () async -> Bool

    /// Probes whose readiness is asked of `isReady` each time.
    package init(isReady: @escaping @Sendable () async -> Bool) { self.isReady = isReady }

    /// `/health/live`: 204 while the process answers. `/health/ready`: 204, or 503 to be left alone.
    package var mount: Mount {
        let isReady = isReady
        return Mount(
            prefix: "/health",
            routes: [
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
            ],
            dialect: .plain)
    }
}
