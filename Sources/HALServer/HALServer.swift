package import HTTP
import Octets
package import Schemas
package import Store

/// The composition: stores and options in, one router out. It owns no thread and no socket.
package struct HALServer: Sendable {
    /// How much one request may bring.
    package struct Limits: Sendable {
        /// The most bytes of a body that is read whole.
        package var bodyBytes = 30_000_000
        /// The most messages in one append.
        package var batchMessages = 10_000
        /// The most messages on a page, whatever was asked for.
        package var pageMessages = 10_000
        /// The most payload and metadata bytes on a page; one message is given whatever its size.
        package var pageBytes = 16 << 20
        /// The most messages that a page with a filter looks at before it says where to go on …
        package var scanMessages = 10_000
        /// … and the most bytes of them, where their types must be read.
        package var scanBytes = 64 << 20
        /// The most bytes of written pages that are kept for whoever asks again; 0 for none
        /// (`hal-api.md` §17.6).
        package var pageCacheBytes = 16 << 20

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
        /// The names under which the server's own pages may write (`hal-api.md` §17.5).
        package var hosts = OwnHosts.any
        /// Whether the trace of a request is stored in the metadata of its messages, without being asked
        /// for each time (`hal-api.md` §17.2).
        package var tracesMetadata = false
        package var limits = Limits()
        /// The server's version, for the index document.
        package var version = "0.1.0"

        package init() {}
    }

    private let store: any StreamStore
    private let api: StreamStoreAPI
    private let streams: ByteStreamsAPI?
    private let files: FileStoreAPI?
    private let cors: CORS

    /// A server over `store`.
    ///
    /// - Parameters:
    ///   - streams: The store of streams of bytes, which answers at `/v1` and `/ping`.
    ///   - files: The store of files, which answers at `/files`, and at `/` what names a file or brings one.
    ///   - beside: What else answers on the same addresses: it is described and linked to as the server's own
    ///     resources are.
    package init(
        store: any StreamStore, resources: Resources, options: Options = Options(),
        streams: ByteStreams? = nil, files: Files? = nil, beside: [PathDescription] = []
    ) {
        self.store = store
        let cors = CORS(origins: options.corsOrigins.map { Bytes($0) }, hosts: options.hosts)
        self.cors = cors
        let streams = streams.map { $0.face(resources, cors) }
        let files = files.map { $0.face(resources, cors) }
        self.streams = streams
        self.files = files
        var curies = [Relation.rootCurie]
        if streams != nil { curies.append("httpstream") }
        if files != nil { curies.append("filestore") }
        api = StreamStoreAPI(
            store: store, resources: resources.only(curies), cors: cors, options: options,
            beside: (streams?.paths ?? []) + (files?.paths ?? []) + beside,
            others: ByteStreamsAPI.forms + FileStoreAPI.forms)
    }

    /// The relations that have documentation, those of all faces.
    package static let documented: [Relation] =
        StreamStoreAPI.documented + ByteStreamsAPI.documented + FileStoreAPI.documented

    /// The forms of all faces.
    static let forms: [Form] = StreamStoreAPI.forms + ByteStreamsAPI.forms + FileStoreAPI.forms

    /// The APIs, each below its prefix.
    package var mounts: [Mount] {
        [api.mount] + (streams?.mounts(alone: false) ?? []) + (files?.mounts(alone: false) ?? [])
    }

    /// What the cache of written pages did.
    package var pageCacheFigures: PageCacheFigures { api.pageCache.figures }

    /// Whether writes are taken; for the readiness probe.
    package func isReady() async -> Bool { await store.writeObstacle() == nil }

    /// The router over ``mounts`` and those given, which brings the check of the Origin with it. Throws
    /// where two routes conflict.
    package func router(with others: [Mount] = []) throws -> Router {
        let cors = cors
        let codings = ContentCodings([.zstd, .gzip])
        let guests = files.map { [$0.guest] } ?? []
        return try Router(mounts: mounts + others, guests: guests, codings: codings) {
            (request) throws(Refusal) in
            try cors.authorize(request)
        }
    }
}
