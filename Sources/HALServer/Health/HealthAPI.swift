package import HTTP
import Octets

/// The probes of load balancers and supervisors (`hal-api.md` §10): alive, and ready for traffic.
package struct HealthAPI: Sendable {
    /// Whether requests should be sent here: the store takes writes, and the server is not shutting down.
    private let isReady: @Sendable () async -> Bool

    /// Probes whose readiness is asked of `isReady` each time.
    package init(isReady: @escaping @Sendable () async -> Bool) { self.isReady = isReady }

    /// `/health/live`: 204 while the process answers. `/health/ready`: 204, or 503 to be left alone. Who
    /// names `application/health+json` gets a document that says the same.
    package var mount: Mount {
        let isReady = isReady
        return Mount(
            prefix: "/health",
            routes: [
                Route(
                    "/live",
                    [
                        .get: Operation(
                            endpoint: Endpoint(immediate: { Self.answer($0, isWell: true) }))
                    ]),
                Route("/ready", [.get: Operation { Self.answer($0, isWell: await isReady()) }]),
            ],
            dialect: .negotiated)
    }

    /// What most probes get.
    private static let well: Response = {
        var response = Response(.noContent)
        response.headers.add(.cacheControl, "no-store")
        // What is there already need not be added to each answer.
        Dialect.negotiated.decorate(
            &response, Request(method: .get, target: Target(path: "/health/live", query: nil)))
        return response
    }()

    private static func answer(_ request: Request, isWell: Bool) -> Response {
        if isWell, !request.headers.contains(.accept) { return well }
        var response: Response
        if request.namesHealth {
            let word: Bytes = isWell ? #"{"status":"pass"}"# : #"{"status":"fail"}"#
            response = Response(isWell ? .ok : .serviceUnavailable, .health, word)
        } else if isWell {
            response = Response(.noContent)
        } else {
            response = Response(
                .serviceUnavailable, .text,
                "Not ready: the store takes no writes, or the server is stopping.\n")
        }
        response.headers.add(.cacheControl, "no-store")
        if !isWell { response.headers.add(.retryAfter, "1") }
        return response
    }
}

extension Request {
    /// Whether Accept names the media type of health itself: a wildcard asks for no document.
    fileprivate var namesHealth: Bool {
        Negotiation.names(.health, in: headers.list(.accept))
    }
}
