import HALServer
import HTTP
import Store

/// The faces of the byte stores on addresses of their own, as their originals are.
enum Faces {
    /// The stream store alone.
    static func router(
        _ face: HALServer.ByteStreams, _ resources: Resources, _ configuration: Configuration
    ) throws(StartError) -> Router {
        do {
            return try HALServer.router(
                alone: face, resources: resources, options: configuration.faceOptions)
        } catch {
            throw StartError(.system, "\(error)")
        }
    }

    /// The file store alone.
    static func router(
        _ face: HALServer.Files, _ resources: Resources, _ configuration: Configuration
    ) throws(StartError) -> Router {
        do {
            return try HALServer.router(
                alone: face, resources: resources, options: configuration.faceOptions)
        } catch {
            throw StartError(.system, "\(error)")
        }
    }
}

extension ByteStores {
    /// The face of the stream store, if there is one.
    func streamFace(_ options: ByteStreamsOptions) -> HALServer.ByteStreams? {
        streams.map { HALServer.ByteStreams($0, uploads: streamUploads, options: options) }
    }

    /// The face of the file store, if there is one.
    func fileFace(_ options: FileStoreOptions) -> HALServer.Files? {
        files.map { HALServer.Files($0, uploads: fileUploads, options: options) }
    }
}
