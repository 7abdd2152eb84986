import HTTP
import Octets
import Schemas
import Store

/// Uploads that can be resumed, to one store: the place where they begin, and each of them (`bytes-api.md` §7). They
/// speak tus 1.0.0 (https://tus.io/protocols/resumable-upload), and HAL to those who read.
struct UploadsResource: Sendable {
    let uploads: PartialUploads
    let place: UploadPlace
    let offer: TusOffer
    let document: UploadDocument
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - representations: In what they are shown; HAL first.
    ///   - isAlone: Whether there is no index at the root.
    init(
        _ uploads: PartialUploads, at place: UploadPlace,
        representations: [Representation] = [.hal], isAlone: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.uploads = uploads
        self.place = place
        self.now = now
        offer = TusOffer(
            [
                .creation, .creationWithUpload, .creationDeferLength, .checksum, .expiration,
                .termination,
            ], mostBytes: uploads.options.mostLength)
        document = UploadDocument(
            place: place, representations: representations, isAlone: isAlone)
    }

    /// Removes uploads whose time is over, and ends those whose server was killed in between: at start, and every few
    /// minutes.
    func tidy() async { _ = try? await uploads.tidy() }

    // MARK: - Where uploads begin

    /// How many uploads a page of the list has.
    private static let pageLength = 100

    /// Answers the list of uploads with the form that begins one.
    func list(_ request: Request) async throws -> Response {
        try await answering(request) {
            let query = QueryFields(request.target.query, limit: 16)
            let last = query.first("after").flatMap { UUID($0.span) }
            let page = try await uploads.page(after: last, limit: Self.pageLength + 1)
            let queue = try queue(request).flatMap { $0 == .main ? nil : $0 }
            return .hal(
                document.list(
                    Array(page.prefix(Self.pageLength)), hasMore: page.count > Self.pageLength,
                    after: last, queue: queue, for: request), as: request.documentType)
        }
    }

    /// Begins an upload, with its first bytes if they come along.
    func create(_ request: Request) async throws -> Response {
        try await answering(request) {
            try offer.checkVersion(request.headers)
            let queue = try queue(request) ?? .main
            let creation = try TusCreation(
                request.headers, declaredLength: request.body.declaredLength, offer)
            let upload = try await uploads.create(
                Self.facts(creation.metadata, queue), length: creation.length)
            defer { upload.release() }
            do {
                if creation.carriesBytes {
                    let limit = creation.length ?? offer.mostBytes ?? UInt64(Int64.max)
                    try await receive(
                        request.body, into: upload, checksum: creation.checksum, length: nil,
                        room: limit, limit: limit)
                }
                let result = try await finish(upload)
                return created(upload.status, result, request)
            } catch {
                // Nobody was told where it is.
                try? await upload.remove()
                throw error
            }
        }
    }

    private func created(
        _ status: PartialStatus, _ result: PartialResult?, _ request: Request
    ) -> Response {
        let hrefs = Hrefs(path: request.target.path)
        var response = Response.hal(
            document.upload(status, hrefs, isTemplated: false), .created)
        progress(of: status, result, hrefs).progress(to: &response.headers)
        if let place = HeaderValue(place.href(of: status.id, from: hrefs.prefix)) {
            response.headers.set(.location, place)
        }
        lead(to: result, hrefs, &response.headers)
        return response
    }

    /// What an upload says of itself that is kept with the blob.
    private static func facts(_ metadata: TusMetadata, _ queue: QueueName) -> PartialFacts {
        var type: Bytes?
        for key: Bytes in ["filetype", "type", "contentType"] where type == nil {
            type = metadata[key].flatMap { value in
                MediaType(contentType: value)?.essence.isMediaType == true ? value : nil
            }
        }
        return PartialFacts(
            queue: queue, note: BlobNote(name: metadata.fileName?.bytes, mediaType: type),
            metadata: metadata.field?.bytes)
    }

    /// The queue that a request names.
    private func queue(_ request: Request) throws(Problem) -> QueueName? {
        guard place.hasQueues,
            let name = QueryFields(request.target.query, limit: 16).first("queue")
        else { return nil }
        guard let queue = QueueName(name.span) else {
            throw Problem(
                .badRequest,
                "The name of a queue has 1 to 128 of A-Z, a-z, 0-9, '.', '_', '~', '-', "
                    + "and no dot in front.")
        }
        return queue
    }

    // MARK: - What the operations share

    /// Answers, with a problem where something goes wrong that is told here.
    func answering(
        _ request: Request, _ body: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await body()
        } catch let refusal as Refusal {
            throw refusal
        } catch let failure as RequestBody.Failure {
            throw failure
        } catch {
            let page = place.forms.create.relation.documentPath ?? "docs"
            var asked = request
            // Of the document the page is made that a browser gets.
            if request.negotiated == .html { asked.headers.set(.accept, MediaType.hal.field) }
            return UploadFailure.problem(error).response(to: asked, help: page)
        }
    }

    /// Takes the bytes of a request. What came of them is durable when this returns, and when the connection breaks.
    func receive(
        _ body: RequestBody, into upload: PartialUpload, checksum: TusChecksum?, length: UInt64?,
        room: UInt64, limit: UInt64
    ) async throws {
        body.allowSlowSender()
        try await upload.begin(
            count: body.declaredLength, expecting: checksum.flatMap { ContentHash($0) },
            length: length)
        var left = room
        do {
            for try await chunk in body {
                guard UInt64(chunk.count) <= left else { throw TusFault.tooLarge(limit: limit) }
                left -= UInt64(chunk.count)
                try await upload.write(chunk)
            }
        } catch let failure as RequestBody.Failure {
            try? await upload.keepPart()
            throw failure
        } catch {
            await upload.discardPart()
            throw error
        }
        try await upload.finishPart()
    }

    /// Ends an upload if it is whole; nil if it is not.
    func finish(_ upload: PartialUpload) async throws -> PartialResult? {
        guard upload.status.isWhole else { return nil }
        let result = try await uploads.finish(upload)
        guard result.isBlob else { throw UploadFailure.collision }
        return result
    }

    /// What answers say of how far an upload is.
    func progress(
        of status: PartialStatus, _ result: PartialResult?, _ hrefs: Hrefs
    ) -> TusUpload {
        let seconds = status.expires.ticks / Timestamp.ticksPerSecond
        return TusUpload(
            offset: status.offset, length: status.length, expires: HTTPDate(seconds: seconds),
            metadata: status.facts.metadata.flatMap { try? TusMetadata($0) } ?? TusMetadata())
    }

    /// Leads to what became of an upload.
    func lead(to result: PartialResult?, _ hrefs: Hrefs, _ headers: inout Headers) {
        guard let result, result.isBlob else { return }
        var links = LinkField()
        links.add(.related) { $0.append(place.href(of: result, from: hrefs.prefix)) }
        links.finish(into: &headers)
    }
}

extension ContentHash {
    /// The digest that a checksum is.
    init?(_ checksum: TusChecksum) {
        let algorithm: HashAlgorithm =
            switch checksum.algorithm {
            case .sha1: .sha1
            case .md5: .md5
            case .sha256: .sha256
            case .sha512: .sha512
            }
        self.init(algorithm, checksum.digest)
    }
}

extension Relation {
    /// What became of an upload (RFC 4287 §4.2.7.2).
    static let related = Relation("related")
}
