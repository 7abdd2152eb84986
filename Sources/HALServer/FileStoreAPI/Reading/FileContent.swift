import HTTP
import Octets
import Store

/// The bytes of a file, open and ready to be sent by the kernel.
final class FileContent: Sendable {
    /// The name that it was asked for by.
    let name: ContentHash
    let region: FileRegion
    let facts: BlobFacts

    private init(_ name: ContentHash, _ blob: consuming OpenBlob) {
        self.name = name
        facts = blob.facts
        region = FileRegion(blob.takeFile(), offset: 0, length: facts.length)
    }

    /// Opens a file; nil if there is none of that name. Waits for the disk: on a thread that may.
    /// - Parameter verifying: whether all of it is read and compared with its digests first.
    static func open(
        _ name: ContentHash, in store: HashedFileStore, verifying: Bool = false
    ) throws(BlobError) -> FileContent? {
        guard let blob = try store.open(name, verifying: verifying) else { return nil }
        return FileContent(name, blob)
    }

    /// What the bytes look like. Waits for the disk: on a thread that may.
    func type() throws(BlobError) -> MediaType {
        let sample: Bytes
        do throws(SystemError) { sample = try region.sample() } catch { throw BlobError(error) }
        return ContentSniffing.type(of: sample.span)
    }

    /// The digests that are known of the bytes.
    var digests: [ContentHash] {
        facts.note.hashes.contains(name) ? facts.note.hashes : [name] + facts.note.hashes
    }

    /// The name that downloads have.
    var fileName: FileName? { facts.note.name.flatMap { FileName($0) } }

    /// The answer with the bytes; nil where there is no file of that name. Ranges and conditions are the router's to
    /// see to.
    static func response(
        to request: Request, with name: ContentHash, in store: HashedFileStore, verifying: Bool
    ) async throws -> Response? {
        let opened = try await store.run { store throws(BlobError) in
            try Opened(name, store, verifying)
        }
        return opened.content?.response(to: request, opened.type)
    }

    /// What the store's threads hand back: a file with its type, or none.
    private final class Opened: Sendable {
        let content: FileContent?
        let type: MediaType

        init(_ name: ContentHash, _ store: HashedFileStore, _ verifying: Bool) throws(BlobError) {
            let content = try FileContent.open(name, in: store, verifying: verifying)
            type = try content?.type() ?? .octetStream
            self.content = content
        }
    }

    private func response(to request: Request, _ type: MediaType) -> Response {
        var response = Response.stored(
            region, type, tag: ETag(name.hex),
            modified: HTTPDate(
                seconds: facts.modified.ticks.flooredDivision(by: Timestamp.ticksPerSecond)
                    .quotient), name: fileName)
        // A file can be deleted, and then caches should not go on showing it; asking again costs no bytes.
        response.headers.add(.cacheControl, CachePolicy.ask)
        if let field = DigestField.chosen(
            from: digests, wanted: request.headers.list(.wantReprDigest))
        {
            response.headers.add(.reprDigest, field)
        }
        // Of the bytes that are sent: those of a part would have others.
        if let wanted = request.headers.list(.wantContentDigest), !request.headers.contains(.range),
            let field = DigestField.chosen(from: digests, wanted: wanted)
        {
            response.headers.add(.contentDigest, field)
        }
        return response
    }
}
