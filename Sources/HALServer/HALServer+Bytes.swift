package import HTTP
import Octets
package import Store

/// The stores of bytes: beside the event store, or each on addresses of its own, as its original is.
extension HALServer {
    /// The store of streams of bytes, and how it is shown (`bytes-api.md` §1).
    package struct ByteStreams: Sendable {
        private let store: ByteStreamStore
        private let uploads: PartialUploads?
        private let options: ByteStreamsOptions

        /// - Parameter uploads: Uploads to `store` that can be resumed, with settings of their own.
        package init(
            _ store: ByteStreamStore, uploads: PartialUploads? = nil,
            options: ByteStreamsOptions = ByteStreamsOptions()
        ) {
            self.store = store
            self.uploads = uploads
            self.options = options
        }

        func face(_ resources: Resources, _ cors: CORS) -> ByteStreamsAPI {
            ByteStreamsAPI(
                store: store, resources: resources, cors: cors, options: options,
                uploads: uploads)
        }
    }

    /// The store of files, and how it is shown (`bytes-api.md` §3).
    package struct Files: Sendable {
        private let store: HashedFileStore
        private let uploads: PartialUploads?
        private let options: FileStoreOptions

        /// - Parameter uploads: Uploads to `store` that can be resumed, with settings of their own.
        package init(
            _ store: HashedFileStore, uploads: PartialUploads? = nil,
            options: FileStoreOptions = FileStoreOptions()
        ) {
            self.store = store
            self.uploads = uploads
            self.options = options
        }

        func face(_ resources: Resources, _ cors: CORS) -> FileStoreAPI {
            FileStoreAPI(
                store: store, resources: resources, cors: cors, options: options,
                uploads: uploads)
        }
    }

    /// The store of streams of bytes on addresses of its own. Throws where two routes conflict.
    ///
    /// - Parameter options: Which pages may write; the rest is of no use there.
    package static func router(
        alone streams: ByteStreams, resources: Resources, options: Options = Options()
    ) throws -> Router {
        let cors = CORS(origins: options.corsOrigins.map { Bytes($0) }, hosts: options.hosts)
        return try router(streams.face(resources, cors).mounts(alone: true), cors)
    }

    /// The store of files on addresses of its own. Throws where two routes conflict.
    ///
    /// - Parameter options: Which pages may write; the rest is of no use there.
    package static func router(
        alone files: Files, resources: Resources, options: Options = Options()
    ) throws -> Router {
        let cors = CORS(origins: options.corsOrigins.map { Bytes($0) }, hosts: options.hosts)
        return try router(files.face(resources, cors).mounts(alone: true), cors)
    }

    /// What a face answers on addresses of its own.
    private static func router(_ mounts: [Mount], _ cors: CORS) throws -> Router {
        try Router(mounts: mounts, codings: ContentCodings([.zstd, .gzip])) {
            (request) throws(Refusal) in
            try cors.authorize(request)
        }
    }
}
