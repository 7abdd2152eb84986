import HTTP
import Octets
import Schemas

/// The HAL API as a part of another program: hand it each request, and send what it answers. What does not
/// lie below its prefix is not its business.
///
/// ```swift
/// let store = try EventStore.directory("./data")
/// let events = try HALMiddleware(store, resources: "Resources", prefix: "/events")
/// if let answer = await events.respond(to: request) { … } else { … }
/// ```
public struct HALMiddleware: Sendable {
    /// What can be set.
    public struct Options: Sendable {
        /// Whether a page asked for in another spelling than the canonical one is answered 308; else it is
        /// served, with Content-Location.
        public var useCanonicalURLs = true
        /// Whether documents show stored JSON as JSON values; else as strings of JSON text, as the clients of
        /// the original expect.
        public var showsPayloadsAsObjects = false
        /// Origins whose web pages may write, such as `https://example.org`; `*` for all. Requests without an
        /// Origin, and those from pages of the same host, always may.
        public var corsOrigins: [String] = []
        /// Names of hosts whose own pages may write, beside numeric addresses; empty for any that a request
        /// is sent to. Name yours where the program listens on loopback: a foreign name can be made to lead
        /// there.
        public var hosts: [String] = []
        /// The most bytes of a request's body.
        public var maximumBodyBytes = 30_000_000
        /// The most messages of one append.
        public var maximumBatchMessages = 10_000
        /// What the index says of the program's version.
        public var version = "0.1.0"

        /// The defaults.
        public init() {}
    }

    private let router: Router
    /// The prefix without a slash at its end: empty for everything.
    private let prefix: Bytes

    /// The API over a store.
    ///
    /// - Parameters:
    ///   - resources: the directory that holds `docs/` and `explorer/` (in this project `Resources`, where it is installed
    ///     `share/halserver`). It is read now and not again.
    ///   - prefix: the path below which the API lies, `/` for all of them. Its documents refer to each
    ///     other by relative references only, so any will do.
    /// - Throws: ``EmbeddingError/prefix(_:)`` or ``EmbeddingError/resources(_:)``.
    public init(
        _ store: EventStore, resources: String, prefix: String = "/", options: Options = Options()
    ) throws(EmbeddingError) {
        self.prefix = try Self.prefix(prefix)
        var settings = HALServer.Options()
        settings.useCanonicalURLs = options.useCanonicalURLs
        settings.payloads = options.showsPayloadsAsObjects ? .object : .string
        settings.corsOrigins = options.corsOrigins
        if !options.hosts.isEmpty { settings.hosts = OwnHosts(names: options.hosts) }
        settings.limits.bodyBytes = max(options.maximumBodyBytes, 0)
        settings.limits.batchMessages = max(options.maximumBatchMessages, 1)
        settings.version = options.version
        let documents: Resources
        do throws(SystemError) {
            documents = try Resources.load(directory: resources)
        } catch {
            throw .resources("\(error)")
        }
        let server = HALServer(store: store.store, resources: documents, options: settings)
        do {
            router = try server.router()
        } catch {
            throw .prefix(prefix)
        }
    }

    /// The answer to a request below the prefix, errors included; nil for any other.
    public func respond(to request: WebRequest) async -> WebResponse? {
        let path = request.request.target.path
        guard path.span.starts(with: prefix.span) else { return nil }
        var inner = request.request
        if !prefix.isEmpty {
            guard path.count > prefix.count else {
                return WebResponse(withSlash(request.request.target))
            }
            guard path[prefix.count] == UInt8(ascii: "/") else { return nil }
            // What lies below sees the paths that a proxy would send it.
            inner = Request(
                method: inner.method,
                target: Target(
                    path: path[prefix.count..<path.count], query: inner.target.query),
                version: inner.version, headers: inner.headers, body: inner.body, peer: inner.peer)
            inner.trace = request.request.trace
        }
        return WebResponse(await router.respond(to: inner), isHead: inner.method == .head)
    }

    /// Leads from the prefix itself to the index, whose references count from behind the slash.
    private func withSlash(_ target: Target) -> Response {
        var start = prefix.count
        while start > 0, prefix[start - 1] != UInt8(ascii: "/") { start -= 1 }
        var location = ByteWriter(capacity: prefix.count + 8)
        // A name with a colon would read as a scheme.
        location.append("./")
        location.append(prefix[start..<prefix.count])
        location.append("/")
        if let query = target.query {
            location.append("?")
            location.append(query)
        }
        guard let field = HeaderValue(location.finish()) else { return Response(.badRequest) }
        var response = Response(.permanentRedirect)
        response.headers.add(.location, field)
        return response
    }

    private static func prefix(_ text: String) throws(EmbeddingError) -> Bytes {
        if text == "/" || text.isEmpty { return Bytes() }
        let bytes = Bytes(text)
        let segments = Target(path: bytes, query: nil).segments
        let isPlain = segments.allSatisfy { segment in
            guard !segment.isEmpty, segment != ".", segment != ".." else { return false }
            let span = segment.span
            for index in span.indices where !Percent.isUnreserved(span[index]) { return false }
            return true
        }
        guard bytes[0] == UInt8(ascii: "/"), !segments.isEmpty, isPlain else {
            throw .prefix(text)
        }
        return bytes
    }
}
