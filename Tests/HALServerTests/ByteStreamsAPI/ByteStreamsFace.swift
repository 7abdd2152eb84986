import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

/// The face of the stream store over a directory of its own, beside the HAL face or alone, asked in process through
/// the router, as the engine asks it.
final class ByteStreamsFace: Sendable {
    let directory: String
    let store: ByteStreamStore
    let router: Router
    let face: ByteStreamsAPI
    private let pool = BlobPool(threads: 2)

    init(
        _ options: ByteStreamsOptions = ByteStreamsOptions(), alone: Bool = false,
        faults: BlobFaults = BlobFaults()
    ) throws {
        let isInMemory = unsafe access("/dev/shm", W_OK) == 0
        directory = "\(isInMemory ? "/dev/shm" : "/tmp")/halserver-streams-\(UUID.random())"
        store = try ByteStreamStore(directory: directory, pool: pool, faults: faults)
        let cors = CORS(origins: ["https://let-in.example"])
        let resources = try Checkout.loadResources()
        face = ByteStreamsAPI(store: store, resources: resources, cors: cors, options: options)
        let hal = HALServer(store: MemoryStore(), resources: resources, beside: face.paths)
        router = try Router(
            mounts: face.mounts(alone: alone) + (alone ? [] : hal.mounts),
            codings: ContentCodings([.zstd, .gzip])
        ) { (request) throws(Refusal) in try cors.authorize(request) }
    }

    deinit {
        pool.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Sends a request and reads the whole answer.
    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, _ fields: [(String, String)] = [],
        body: Bytes = Bytes()
    ) async throws -> StreamReply {
        let headers = fields.map { Headers.Field(name: Bytes($0.0), value: Bytes($0.1)) }
        let request = Request(
            method: method, target: Target(target), headers: Headers(fields: headers),
            body: RequestBody(body))
        let response = await router.respond(to: request)
        Self.check(response, to: request)
        return try StreamReply(response)
    }

    func get(_ target: String, _ fields: [(String, String)] = []) async throws -> StreamReply {
        try await send(.get, target, fields)
    }

    /// What names HAL, and nothing else.
    static let hal = [("Accept", "application/hal+json")]

    /// The document at an address.
    func document(_ target: String) async throws -> StreamReply {
        try await get(target, Self.hal)
    }

    /// Saves a text, and returns the id of the stream.
    @discardableResult
    func save(_ text: String, to queue: String? = nil) async throws -> String {
        let reply = try await send(
            .post, queue.map { "/v1/queues/\($0)" } ?? "/v1/streams", body: Bytes(text))
        #expect(reply.status == 201)
        return try #require(reply.json["id"]?.string?.text)
    }

    /// The streams and uploads that lie in the directory.
    var files: [String] {
        let all = FileManager.default.enumerator(atPath: directory)
        var names: [String] = []
        while let name = all?.nextObject() as? String {
            if name.hasSuffix(".data") || name.hasPrefix(".tmp/"), !name.hasSuffix("README") {
                names.append(name)
            }
        }
        return names.sorted()
    }

    /// Notes an answer of which the table says nothing: so every test of this face tests the description, too.
    private static func check(_ response: Response, to request: Request) {
        guard let route = response.route?.pattern,
            let resource = ByteStreamsAPI.table.first(where: { $0.pattern == route }),
            !request.target.path.span.ends(with: Bytes("/").span)
        else { return }
        let method = request.method == .head ? .get : request.method
        guard
            let control = resource.controls.first(where: { $0.method == method && $0.bind != nil })
        else { return }
        let answers = resource.answers(of: control).filter { $0.status == response.status }
        let what = "\(request.method) \(request.target.path): \(response.status.code)"
        if answers.isEmpty { Issue.record("\(what) is not in the table") }
        for field in answers.flatMap(\.fields) where field.isRequired {
            guard answers.allSatisfy({ $0.fields.contains { $0.name == field.name } }) else {
                continue
            }
            if !response.headers.contains(field.name) {
                Issue.record("\(what) has no \(field.name.spelling)")
            }
        }
    }
}

/// An answer with its body in hand, wherever that lay.
struct StreamReply: Sendable {
    let response: Response
    let body: Bytes
    /// Whether bytes were to be sent by the kernel.
    let isFile: Bool

    init(_ response: Response) throws {
        self.response = response
        var writer = ByteWriter()
        switch response.body {
        case .empty, .stream: isFile = false
        case .bytes(let bytes):
            isFile = false
            writer.append(bytes)
        case .file(let region):
            isFile = true
            writer.append(try region.sample())
        case .parts(let parts):
            isFile = true
            for piece in parts.pieces {
                switch piece {
                case .bytes(let bytes): writer.append(bytes)
                case .file(let region): writer.append(try region.sample())
                }
            }
        }
        body = writer.finish()
    }

    var status: Int { Int(response.status.code) }
    var text: String { body.text }
    /// The body as JSON; null if it is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// A field's value.
    subscript(name: HeaderName) -> String? { response.headers[name]?.text }

    /// The href of a link.
    func href(_ relation: String) -> String? {
        json["_links"]?[Bytes(relation)]?["href"]?.string?.text
    }

    /// The streams that a queue's page shows.
    var streams: [JSONValue] { json["_embedded"]?["httpstream:stream"]?.elements ?? [] }

    /// The numbers of their places.
    var sequences: [Int64] { streams.compactMap { $0["sequence"]?.integer } }
}
