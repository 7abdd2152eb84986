import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

/// The face of the file store over a directory of a test's own, asked in process through the router.
struct FileFace: Sendable {
    let directory: FileDirectory
    let store: HashedFileStore
    let api: FileStoreAPI
    let router: Router

    /// - Parameter alone: Whether the face has its listener to itself; else somebody else has the root.
    init(
        alone: Bool = false, _ options: FileStoreOptions = FileStoreOptions(),
        origins: [String] = [], algorithm: HashAlgorithm = .md5,
        directory: FileDirectory? = nil, faults: BlobFaults = BlobFaults()
    ) throws {
        let directory = try directory ?? FileDirectory()
        self.directory = directory
        store = try HashedFileStore(
            directory: directory.path, algorithm: algorithm, aliases: [.md5, .sha256],
            pool: directory.pool, faults: faults)
        let cors = CORS(origins: origins.map { Bytes($0) })
        let files = ExplorerFile.names.map { ExplorerFile(name: $0, content: Bytes("/* \($0) */")) }
        let resources = Resources(documents: try Self.documents(), explorer: files)
        api = FileStoreAPI(store: store, resources: resources, cors: cors, options: options)
        let index = Mount(
            prefix: "/",
            routes: [
                Route("/", [.get: HTTP.Operation { _ in Response(.ok, .text, "the index") }])
            ], dialect: .plain)
        router = try Router(
            mounts: api.mounts(alone: alone) + (alone ? [] : [index]),
            guests: alone ? [] : [api.guest], codings: ContentCodings([.gzip])
        ) { (request) throws(Refusal) in try cors.authorize(request) }
    }

    private static func documents() throws -> [Resources.Document] {
        try FileStoreAPI.documented.map { relation in
            let path = "\(Checkout.resources)/\(relation.documentPath ?? "").md"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return Resources.Document(relation, markdown: Bytes(text))
        }
    }

    /// Sends a request and reads the whole answer; notes an answer of which the table does not know.
    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [(String, String)] = [],
        body: RequestBody = .empty
    ) async throws -> Reply {
        let fields = headers.map { Headers.Field(name: Bytes($0.0), value: Bytes($0.1)) }
        let request = Request(
            method: method, target: Target(target), headers: Headers(fields: fields), body: body)
        var response = await router.respond(to: request)
        check(response, to: request)
        let content = try await response.content()
        response.body = .bytes(content)
        return Reply(response)
    }

    func get(_ target: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send(.get, target, headers)
    }

    /// Sends bytes.
    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, bytes: String,
        _ headers: [(String, String)] = []
    ) async throws -> Reply {
        try await send(method, target, headers, body: RequestBody(Bytes(bytes)))
    }

    /// Sends a form with one file.
    @discardableResult
    func upload(
        _ file: String, to target: String = "/", name: String = "a.txt",
        _ headers: [(String, String)] = []
    ) async throws -> Reply {
        let form = Form(file, name: name)
        return try await send(
            .post, target, headers + [("Content-Type", form.type)],
            body: RequestBody(Bytes(form.body)))
    }

    /// A form as curl sends it.
    struct Form {
        let body: String
        let type = "multipart/form-data; boundary=------------------------d74496d66958873e"

        init(_ file: String, name: String = "a.txt", fields: String = "") {
            let line = "--------------------------d74496d66958873e"
            body =
                "\(line)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
                + "Content-Type: text/plain\r\n\(fields)\r\n\(file)\r\n\(line)--\r\n"
        }
    }

    /// Notes an answer of which the table says nothing.
    private func check(_ response: Response, to request: Request) {
        // The root has another owner, and what is too slow is so everywhere.
        guard request.target.path != "/" || api.guest.claims(request.method, request.target),
            response.status != .requestTimeout
        else { return }
        guard let route = response.route?.pattern,
            let line = FileStoreAPI.table.first(where: { $0.pattern == route })
        else { return }
        let method = request.method == .head ? .get : request.method
        guard let control = line.controls.first(where: { $0.method == method && $0.bind != nil }),
            response.status != .permanentRedirect
        else { return }
        let answers = line.answers(of: control).filter { $0.status == response.status }
        let what = "\(request.method) \(request.target.path) \(response.status.code)"
        if answers.isEmpty { Issue.record("\(what): the table says nothing of it") }
        for field in answers.flatMap(\.fields) where field.isRequired {
            let isShared = answers.allSatisfy { answer in
                answer.fields.contains { $0.name == field.name }
            }
            if isShared, !response.headers.contains(field.name) {
                Issue.record("\(what) has no \(field.name.spelling)")
            }
        }
    }
}

/// A directory of a test's own, gone with the value.
final class FileDirectory: Sendable {
    let path: String
    let pool = BlobPool(threads: 2)

    init() throws {
        path = "/tmp/halserver-files-\(Octets.UUID.random())/store"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        pool.stop()
        try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }

    /// Every file below, sorted, the lines for people left out.
    var names: [String] {
        var names: [String] = []
        let all = FileManager.default.enumerator(atPath: path)
        while let name = all?.nextObject() as? String {
            var isDirectory: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(
                atPath: "\(path)/\(name)", isDirectory: &isDirectory)
            if !isDirectory.boolValue, !name.hasSuffix("/README") { names.append(name) }
        }
        return names.sorted()
    }

    /// The text of a file.
    subscript(name: String) -> String? {
        get {
            FileManager.default.contents(atPath: "\(path)/\(name)").map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        set {
            let place = "\(path)/\(name)"
            let folder = (place as NSString).deletingLastPathComponent
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try? newValue?.write(toFile: place, atomically: false, encoding: .utf8)
        }
    }
}

extension Response {
    /// All bytes of the body, those that lie in files too.
    func content() async throws -> Bytes {
        let sink = Gathering()
        switch body {
        case .empty: break
        case .bytes(let bytes): return bytes
        case .file(let region): try await region.copy(0..<region.length, to: sink)
        case .parts(let parts):
            for piece in parts.pieces {
                switch piece {
                case .bytes(let bytes): try await sink.write(bytes)
                case .file(let region): try await region.copy(0..<region.length, to: sink)
                }
            }
        case .stream(_, let write): try await write(sink)
        }
        return sink.bytes
    }

    /// Whether the kernel is to send the body.
    var isOfFile: Bool { if case .file = body { true } else { false } }

    private final class Gathering: BodySink {
        private let lock = Lock()
        private nonisolated(unsafe) var pieces: [Bytes] = []

        func write(_ bytes: Bytes) async throws { lock.withLock { unsafe pieces.append(bytes) } }

        var bytes: Bytes {
            var writer = ByteWriter()
            for piece in lock.withLock({ unsafe pieces }) { writer.append(piece) }
            return writer.finish()
        }
    }
}

/// A body that comes in pieces, and may end in a failure.
final class PieceSource: RequestBody.Source {
    private let lock = Lock()
    private nonisolated(unsafe) var pieces: [Bytes]
    private let failure: RequestBody.Failure?

    init(_ pieces: [Bytes], failure: RequestBody.Failure? = nil) {
        unsafe self.pieces = pieces
        self.failure = failure
    }

    /// A text in pieces of so many bytes.
    convenience init(_ text: String, by count: Int, failure: RequestBody.Failure? = nil) {
        let bytes = Bytes(text)
        let starts = stride(from: 0, to: bytes.count, by: count)
        self.init(
            starts.map { bytes[$0..<min($0 + count, bytes.count)] }, failure: failure)
    }

    func next() async throws(RequestBody.Failure) -> Bytes? {
        let piece = lock.withLock { unsafe pieces.isEmpty ? nil : pieces.removeFirst() }
        if piece == nil, let failure { throw failure }
        return piece
    }

    /// The body, chunked.
    var body: RequestBody { RequestBody(source: self, declaredLength: nil) }
}

/// The digests of "hello".
enum Hello {
    static let md5 = "5d41402abc4b2a76b9719d911017c592"
    static let sha1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
    static let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    /// As fields have it.
    static let sha256Field = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"
    static let md5Field = "md5=:XUFAKrxLKna5cZ2REBfFkg==:"
}
