package import HTTP
import Octets
import Schemas
import Store

/// The face of the stream store (`bytes-api.md` §1): streams of bytes under ids, as the original's clients know it, and
/// in HAL for those who name it.
package struct ByteStreamsAPI: Sendable {
    let streams: ByteStreamCollectionResource
    let stream: ByteStreamResource
    let queues: ByteQueuesResource
    let queue: ByteQueueResource
    let merge: ByteStreamMergeResource
    /// Uploads that can be resumed.
    let uploads: UploadsResource
    private let partial: PartialUploads
    private let store: ByteStreamStore
    let resources: Resources
    private let cors: CORS
    private let options: ByteStreamsOptions
    /// Whether nothing else answers on the same addresses.
    private let isAlone: Bool

    /// The face over a store.
    ///
    /// - Parameters:
    ///   - resources: the documentation, for the description and for a listener of the face's own.
    ///   - cors: which pages may write.
    ///   - uploads: uploads to the store that can be resumed.
    init(
        store: ByteStreamStore, resources: Resources, cors: CORS, options: ByteStreamsOptions,
        uploads: PartialUploads? = nil
    ) {
        self.init(
            store: store, resources: resources, cors: cors, options: options,
            partial: uploads ?? PartialUploads(in: store), isAlone: false)
    }

    private init(
        store: ByteStreamStore, resources: Resources, cors: CORS, options: ByteStreamsOptions,
        partial: PartialUploads, isAlone: Bool
    ) {
        self.store = store
        self.resources = resources
        self.cors = cors
        self.options = options
        self.isAlone = isAlone
        self.partial = partial
        uploads = UploadsResource(
            partial, at: .streams, representations: Self.representations(of: "/v1/uploads"),
            isAlone: isAlone)
        streams = ByteStreamCollectionResource(store: store, options: options, isAlone: isAlone)
        stream = ByteStreamResource(store: store, options: options, isAlone: isAlone)
        queues = ByteQueuesResource(store: store, options: options, isAlone: isAlone)
        queue = ByteQueueResource(store: store, options: options, isAlone: isAlone)
        merge = ByteStreamMergeResource(store: store, options: options, isAlone: isAlone)
    }

    /// `GET /ping`: whether somebody is there.
    func ping(_ request: Request) throws -> Response { .done("message", "pong", "ok") }

    /// The table as routes.
    ///
    /// - Parameter alone: whether they are all that a listener has: then everything else is refused as the original
    ///   does, and documentation and scripts of the pages lie beside them. Else they lie below `/v1` and at `/ping`.
    package func mounts(alone: Bool) -> [Mount] {
        let dialect = ByteStreamsDialect(cors: cors, isAlone: alone).dialect.speakingTus(uploads)
        guard !alone else {
            let face = ByteStreamsAPI(
                store: store, resources: resources, cors: cors, options: options, partial: partial,
                isAlone: true)
            let routes = Self.table.map { $0.route(in: face) }
            let guide = FaceGuide(
                "httpstream", resources: resources, forms: Self.forms, paths: paths,
                version: options.version)
            return [Mount(prefix: "/", routes: routes, dialect: dialect)] + guide.mounts(dialect)
        }
        let routes = Self.table.map { $0.route(in: self) }
        return ["/v1", Self.pingPattern].map { prefix in
            Mount(
                prefix: prefix, routes: routes.compactMap { $0.below(prefix) }, dialect: dialect)
        }
    }
}

extension Route {
    /// The route as it is written below a prefix; nil where it lies elsewhere.
    fileprivate func below(_ prefix: String) -> Route? {
        if pattern == prefix { return Route("/", operations) }
        guard pattern.hasPrefix(prefix + "/") else { return nil }
        return Route(String(pattern.dropFirst(prefix.utf8.count)), operations)
    }
}
