import HTTP
import JSON
import Octets
import Schemas
import Store

@testable import HALServer

/// The HAL face over a store in memory, asked in process through the router, as the engine asks it.
struct Face: Sendable {
    let store: any StreamStore
    let router: Router
    private let server: HALServer

    /// What the cache of pages did.
    var pageCacheFigures: PageCacheFigures { server.pageCacheFigures }

    init(
        _ options: HALServer.Options = HALServer.Options(), store: (any StreamStore)? = nil,
        with others: [Mount] = []
    ) throws {
        let store = store ?? MemoryStore(now: Clock().tick)
        self.store = store
        let documents = HALServer.documented.map { relation in
            Resources.Document(
                relation, markdown: Bytes("# \(relation.name) Schema\n\n| a |\n|---|\n"))
        }
        let files = ExplorerFile.names.map { ExplorerFile(name: $0, content: Bytes("/* \($0) */")) }
        server = HALServer(
            store: store, resources: Resources(documents: documents, explorer: files),
            options: options, beside: HealthAPI.paths + MetricsAPI.paths)
        let beside = [
            HealthAPI { true }.mount,
            MetricsAPI(
                meter: Meter(), store: store, version: "1",
                pageCache: { [server] in server.pageCacheFigures }
            ).mount,
        ]
        let prefixes = others.map(\.prefix)
        router = try server.router(
            with: beside.filter { !prefixes.contains($0.prefix) } + others)
    }

    /// Sends a request and reads the whole answer.
    @discardableResult
    func send(
        _ method: Method, _ target: String, _ headers: [(String, String)] = [],
        body: Bytes = Bytes()
    ) async -> Reply {
        let fields = headers.map { Headers.Field(name: Bytes($0.0), value: Bytes($0.1)) }
        let request = Request(
            method: method, target: Target(target), headers: Headers(fields: fields),
            body: RequestBody(body))
        let response = await router.respond(to: request)
        if !(store is FailingStore) { Self.check(response, to: request) }
        return Reply(response)
    }

    func get(_ target: String, _ headers: [(String, String)] = []) async -> Reply {
        await send(.get, target, headers)
    }

    /// Follows redirects as curl `-L` does, and says where it came out.
    func follow(_ target: String, _ headers: [(String, String)] = []) async -> Reply {
        var place = target
        for _ in 0..<5 {
            let reply = await get(place, headers)
            guard let location = reply[.location], (300..<400).contains(reply.status) else {
                return reply
            }
            place = Reference.resolve(location, against: place)
        }
        return await get(place, headers)
    }

    @discardableResult
    func post(
        _ target: String, _ body: String, _ headers: [(String, String)] = []
    ) async -> Reply {
        await send(.post, target, headers, body: Bytes(body))
    }

    @discardableResult
    func delete(_ target: String, _ headers: [(String, String)] = []) async -> Reply {
        await send(.delete, target, headers)
    }

    /// Appends messages with the ids 1, 2, 3 … to a stream.
    func fill(_ stream: String, _ ids: Range<Int>, type: String = "test") async {
        let messages = ids.map { Self.message($0, type: type) }.joined(separator: ",")
        await post("/streams/\(stream)", "[\(messages)]")
    }

    /// The form of one message.
    static func message(_ id: Int, type: String = "test") -> String {
        #"{"messageId":"\#(uuid(id))","type":"\#(type)","jsonData":{"n":\#(id)}}"#
    }

    /// A UUID that says its number.
    static func uuid(_ number: Int) -> String {
        UUID(high: 0, low: UInt64(number)).description
    }
}

/// An answer with its body in hand.
struct Reply: Sendable {
    let response: Response
    let body: Bytes

    init(_ response: Response) {
        self.response = response
        if case .bytes(let bytes) = response.body { body = bytes } else { body = Bytes() }
    }

    var status: Int { Int(response.status.code) }
    var text: String { body.text }

    /// The body as JSON; null if it is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// A field's value.
    subscript(name: HeaderName) -> String? { response.headers[name]?.text }

    /// What a path of member names and indices leads to.
    subscript(path: String...) -> JSONValue? {
        var value: JSONValue? = json
        for step in path {
            value = Int(step).flatMap { value?[$0] } ?? value?[Bytes(step)]
        }
        return value
    }

    /// The href of a link.
    func href(_ relation: String) -> String? { self["_links", relation, "href"]?.string?.text }

    /// The versions of the embedded messages, in order.
    var versions: [Int] {
        (self["_embedded", "streamStore:message"]?.elements ?? []).compactMap {
            $0["streamVersion"]?.integer.map(Int.init)
        }
    }
}

/// A clock that the tests turn: one ten-millionth of a second at each look.
final class Clock: Sendable {
    private let lock = Lock()
    private nonisolated(unsafe) var ticks: Int64 = 15_450_816_027_616_568

    func tick() -> Timestamp {
        lock.withLock {
            unsafe ticks += 1
            return unsafe Timestamp(ticks: ticks)
        }
    }
}
