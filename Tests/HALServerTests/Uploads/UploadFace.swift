import Foundation
import HTTP
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

/// A face that has nothing but uploads, over a store of its own or that of another one: asked in process through the
/// router, as the engine asks it.
struct UploadFace: Sendable {
    /// Which store the uploads lead to.
    enum Kind: Sendable, CaseIterable {
        case streams, files

        var place: UploadPlace { self == .streams ? .streams : .files }
    }

    /// A directory that goes with the value.
    final class Folder: Sendable {
        let path = "/tmp/halserver-uploads-\(Octets.UUID.random())"
        let pool = BlobPool(threads: 2)

        deinit {
            pool.stop()
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    let kind: Kind
    let folder: Folder
    let uploads: UploadsResource
    let router: Router
    let streams: ByteStreamStore?
    let files: HashedFileStore?

    init(
        _ kind: Kind, in folder: Folder = Folder(), _ options: PartialOptions = PartialOptions(),
        origins: [Bytes] = [], isAlone: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        self.kind = kind
        self.folder = folder
        let partial: PartialUploads
        switch kind {
        case .streams:
            let store = try ByteStreamStore(directory: folder.path, pool: folder.pool)
            (streams, files) = (store, nil)
            partial = PartialUploads(in: store, options, now: now)
        case .files:
            let store = try HashedFileStore(directory: folder.path, pool: folder.pool)
            (streams, files) = (nil, store)
            partial = PartialUploads(in: store, options, now: now)
        }
        let shown = Self.representations
        let uploads = UploadsResource(
            partial, at: kind.place, representations: shown, isAlone: isAlone)
        self.uploads = uploads
        let cors = CORS(origins: origins)
        let dialect = StreamStoreDialect(cors: cors, help: { _ in "docs" }, form: { _ in nil })
        let bound = Bound(uploads: uploads)
        router = try Router(
            mounts: [
                Mount(
                    prefix: "/", routes: Self.table(kind).map { $0.route(in: bound) },
                    dialect: dialect.dialect.speakingTus(uploads))
            ]
        ) { (request) throws(Refusal) in try cors.authorize(request) }
    }

    /// What a face binds its table to.
    struct Bound: Sendable {
        let uploads: UploadsResource
    }

    static let representations: [Representation] = [.hal, .halForms]

    static func table(_ kind: Kind) -> [HALResource<Bound>] {
        HALResource.uploads(at: kind.place, as: representations) { $0.uploads }
    }

    /// Sends a request with the version of tus, and reads the whole answer.
    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [(String, String)] = [],
        _ body: RequestBody = RequestBody(Bytes()), version: String? = "1.0.0"
    ) async -> Reply {
        var fields = headers.map { Headers.Field(name: Bytes($0.0), value: Bytes($0.1)) }
        if let version {
            fields.append(Headers.Field(name: "Tus-Resumable", value: Bytes(version)))
        }
        let request = Request(
            method: method, target: Target(target), headers: Headers(fields: fields), body: body)
        let response = await router.respond(to: request)
        Self.check(kind, response, to: request)
        return Reply(response)
    }

    /// Notes an answer that the table does not know of.
    private static func check(_ kind: Kind, _ response: Response, to request: Request) {
        guard let route = response.route?.pattern,
            let resource = table(kind).first(where: { $0.pattern == route }),
            let control = resource.controls.first(where: {
                $0.method == (request.method == .head ? .get : request.method)
            })
        else { return }
        let answers = resource.answers(of: control).filter { $0.status == response.status }
        #expect(
            !answers.isEmpty, "\(request.method) \(route) was answered \(response.status.code)")
        for field in answers.flatMap(\.fields) where field.isRequired {
            guard answers.allSatisfy({ $0.fields.contains { $0.name == field.name } }) else {
                continue
            }
            #expect(
                response.headers.contains(field.name),
                "\(request.method) \(route) \(response.status.code): \(field.name.spelling)")
        }
    }

    /// Begins an upload; where it is.
    func begin(_ length: Int, _ headers: [(String, String)] = []) async throws -> String {
        let reply = await send(
            .post, kind.place.pattern, [("Upload-Length", "\(length)")] + headers)
        #expect(reply.status == 201)
        return Reference.resolve(try #require(reply[.location]), against: kind.place.pattern)
    }

    /// Sends a part.
    func patch(
        _ target: String, at offset: Int, _ body: RequestBody, _ headers: [(String, String)] = []
    ) async -> Reply {
        await send(
            .patch, target,
            [
                ("Upload-Offset", "\(offset)"),
                ("Content-Type", "application/offset+octet-stream"),
            ] + headers, body)
    }

    /// What lies at the address to which a complete upload leads.
    func content(_ reply: Reply, from target: String) throws -> Bytes? {
        let link = try #require(reply.links.first { $0.relation == "related" })
        let name = Reference.resolve(link.target, against: target).split(separator: "/").last
        let text = String(try #require(name))
        switch kind {
        case .streams:
            let known = Octets.UUID(text)
            guard let blob = try streams?.open(try #require(known)) else { return nil }
            return try blob.read(1 << 20, at: 0)
        case .files:
            let known = ContentHash(hex: text)
            guard let blob = try files?.open(try #require(known)) else { return nil }
            return try blob.read(1 << 20, at: 0)
        }
    }
}

/// A body that comes in pieces, and may break off.
struct PiecedBody: RequestBody.Source {
    private let rest: Rest
    private let failure: RequestBody.Failure?

    private final class Rest: @unchecked Sendable {
        // Guarded by `lock`.
        private let lock = Lock()
        private var pieces: [Bytes]

        init(_ pieces: [Bytes]) { self.pieces = pieces }

        func take() -> Bytes? {
            lock.withLock { pieces.isEmpty ? nil : pieces.removeFirst() }
        }
    }

    init(_ pieces: [Bytes], failure: RequestBody.Failure? = nil) {
        rest = Rest(pieces)
        self.failure = failure
    }

    func next() async throws(RequestBody.Failure) -> Bytes? {
        if let piece = rest.take() { return piece }
        if let failure { throw failure }
        return nil
    }
}
