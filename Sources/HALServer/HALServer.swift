package import HTTP
import Octets
package import Store

/// The composition: stores and options in, one router out. It owns no thread and no socket.
package struct HALServer: Sendable {
    /// How much one request may bring.
    package struct Limits: Sendable {
        /// The most bytes of a body that is read whole.
        package var bodyBytes = 30_000_000
        /// The most messages in one append.
        package var batchMessages = 10_000

        package init() {}
    }

    /// What can be set.
    package struct Options: Sendable {
        /// Whether a page asked for in another spelling than the canonical one is answered 308; else it is
        /// served with Content-Location (`hal-api.md` §14.11).
        package var useCanonicalURLs = true
        /// How documents show stored JSON (`hal-api.md` §14.10).
        package var payloads = PayloadStyle.string
        /// Origins whose pages may write: `https://example.org`, or `*` (`hal-api.md` §14.23).
        package var corsOrigins: [String] = []
        package var limits = Limits()
        /// The server's version, for the index document.
        package var version = "0.1.0"

        package init() {}
    }

    private let store: any StreamStore
    private let api: StreamStoreAPI
    private let cors: CORS

    /// A server over `store`.
    package init(store: any StreamStore, resources: Resources, options: Options = Options()) {
        self.store = store
        cors = CORS(origins: options.corsOrigins.map { Bytes($0) })
        api = StreamStoreAPI(store: store, resources: resources, cors: cors, options: options)
    }

    /// The APIs, each below its prefix.
    package var mounts: [Mount] { [api.mount] }

    /// Whether writes are taken; for the readiness probe.
    package func isReady() async -> Bool { await store.writeObstacle() == nil }

    /// The router over ``mounts`` and those given, which brings the check of the Origin with it. Throws
    /// where two routes conflict.
    package func router(with others: [Mount] = []) throws -> Router {
        let cors = cors
        return try Router(mounts: mounts + others) { (request) throws(Refusal) in
            try cors.authorize(request)
        }
    }
}
