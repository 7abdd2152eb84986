import HTTP
import Octets
import Store

/// Takes the body of a request as a stream (`bytes-api.md` §1): as it comes, at the pace of its sender, in constant
/// memory. Whatever goes wrong leaves nothing.
struct ByteStreamUpload: Sendable {
    let store: ByteStreamStore
    /// The directory as clients know it.
    let path: Bytes

    /// Stores the body, in a queue. The stream is durable when this returns.
    /// - Throws: ``ByteStreamsFailure``.
    func save(_ request: Request, to queue: QueueName) async throws -> StoredStream {
        let options = try Self.options(of: request)
        request.body.allowSlowSender()
        let upload: BlobUpload
        do throws(BlobError) {
            upload = try await store.begin(options)
        } catch {
            throw ByteStreamsFailure(error, path)
        }
        do {
            var chunks = request.body.makeAsyncIterator()
            while let chunk = try await chunks.next() { try await upload.write(chunk) }
            return try await store.commit(upload, to: queue)
        } catch let error as BlobError {
            await upload.abort()
            throw ByteStreamsFailure(error, path.file(of: upload.id))
        } catch let failure as RequestBody.Failure {
            await upload.abort()
            throw ByteStreamsFailure(failure)
        } catch {
            await upload.abort()
            throw error
        }
    }

    /// What a request says of its body.
    private static func options(of request: Request) throws(ByteStreamsFailure) -> UploadOptions {
        let headers = request.headers
        var options = UploadOptions(
            length: request.body.declaredLength,
            note: BlobNote(name: name(in: request)?.bytes, mediaType: headers[.contentType]))
        do throws(DigestFault) {
            for entry in try DigestField(of: headers)?.entries ?? [] {
                if let hash = ContentHash(HashAlgorithm(entry.algorithm), entry.digest) {
                    options.expected.append(hash)
                }
            }
        } catch {
            throw ByteStreamsFailure(.badRequest, "\(error.reason). Nothing was stored.")
        }
        for field in [HeaderName.wantReprDigest, .wantContentDigest] {
            // A wish that cannot be read is none.
            if let wish = headers.list(field), let preference = try? DigestPreference(wish),
                let best = preference.best(of: DigestAlgorithm.allCases)
            {
                options.hashes.insert(HashAlgorithm(best))
            }
        }
        return options
    }

    /// The name of the file that a request gives: as an answer would, or as `?name=` where a client cannot set the
    /// field.
    static func name(in request: Request) -> FileName? {
        if let field = request.headers[.contentDisposition],
            let name = ContentDisposition.fileName(in: field)
        {
            return name
        }
        return QueryFields(request.target.query, limit: 16).first("name").flatMap { FileName($0) }
    }
}

extension Bytes {
    /// The file of a stream in this directory, as clients know it.
    func file(of id: UUID) -> Bytes { file(of: Bytes(id.description)) }

    /// The same of what should be the name of a stream.
    func file(of id: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: count + id.count + 6)
        writer.append(self)
        writer.append("/")
        writer.append(id)
        writer.append(".data")
        return writer.finish()
    }
}
