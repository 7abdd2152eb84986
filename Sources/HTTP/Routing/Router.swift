import Octets

/// Finds who answers a request, has everything decided that the table of routes can decide, and gives every
/// answer the words of its API. It never throws.
///
/// ```swift
/// let router = try Router(mounts: [api.mount])
/// let response = await router.respond(to: Request(method: .get, target: Target("/streams/a")))
/// ```
package struct Router: Sendable {
    private struct Entry: Sendable {
        let route: Route
        let pattern: String
        let names: [String]
        let number: Int
        let dialect: Dialect
    }

    private enum Place {
        case resource(Entry)
        /// The path of a resource with a slash too many behind it.
        case slashed(Entry)
        case nowhere(Dialect)
        case malformed(Dialect)
        /// `OPTIONS *`: the server as a whole (RFC 9110 §9.3.7).
        case server(Dialect)
    }

    private let trie: RouteTrie
    private let entries: [Entry]
    /// Longest prefix first.
    private let dialects: [(prefix: Bytes, dialect: Dialect)]
    private let authorizer: Authorizer
    private let codings: ContentCodings?
    private let methods: [Method]

    /// A router over these mounts. Throws where patterns or prefixes conflict.
    /// - Parameter authorizer: asked about every request before its body is read or anything looked up, the
    ///   unknown paths included, so that names cannot be probed.
    /// - Parameter codings: how answers may be coded; nil for not at all.
    package init(
        mounts: [Mount], codings: ContentCodings? = nil,
        authorizer: @escaping Authorizer = { _ in }
    ) throws(RoutingError) {
        var entries: [Entry] = []
        var patterns: [PathPattern] = []
        var dialects: [(prefix: Bytes, dialect: Dialect)] = []
        for mount in mounts {
            let prefix = try Self.prefix(of: mount)
            guard !dialects.contains(where: { $0.prefix == prefix }) else {
                throw .duplicatePrefix(mount.prefix)
            }
            dialects.append((prefix, mount.dialect))
            for route in mount.routes {
                let pattern = try PathPattern(route.pattern, below: prefix.text)
                patterns.append(pattern)
                entries.append(
                    Entry(
                        route: route, pattern: pattern.text, names: pattern.names,
                        number: entries.count, dialect: mount.dialect))
            }
        }
        trie = try RouteTrie(patterns)
        self.entries = entries
        self.dialects = dialects.sorted { $0.prefix.count > $1.prefix.count }
        self.authorizer = authorizer
        self.codings = codings
        let known = Set(entries.flatMap(\.route.allowed)).union([.options])
        methods = Method.allCases.filter(known.contains)
    }

    /// The prefix without a slash behind it: empty for `/`.
    private static func prefix(of mount: Mount) throws(RoutingError) -> Bytes {
        guard mount.prefix != "/" else { return Bytes() }
        let pattern = try PathPattern(mount.prefix, below: "")
        guard pattern.names.isEmpty else {
            throw .malformed(pattern: mount.prefix, reason: "a prefix binds no names")
        }
        return Bytes(mount.prefix)
    }

    /// Answers a request.
    package func respond(to request: Request) async -> Response {
        var request = request
        let choice = codings?.choose(&request)
        let place = locate(&request)
        let dialect = Self.dialect(of: place)
        var response: Response
        do {
            response = try await answer(&request, at: place, choice)
        } catch let refusal as Refusal {
            response = refuse(refusal, request, dialect)
        } catch let failure as RequestBody.Failure {
            response = refuse(failure.refusal, request, dialect)
            response.closesConnection = true
        } catch {
            response = dialect.explain(error, request)
        }
        dialect.decorate(&response, request)
        if let codings, let choice {
            if choice.isSilent {
                codings.vary(&response.headers)
            } else {
                response = await code(response, request, dialect, codings, choice)
            }
        }
        switch place {
        case .resource(let entry), .slashed(let entry):
            response.route = entry.pattern
            response.routeNumber = entry.number
        case .nowhere, .malformed, .server: break
        }
        return response
    }

    /// Codes an answer as its client likes it. One that only reads, and takes nothing of what could be sent,
    /// is told so; where something was changed the answer comes as it is.
    private func code(
        _ answer: Response, _ request: Request, _ dialect: Dialect, _ codings: ContentCodings,
        _ choice: ContentCodings.Choice
    ) async -> Response {
        var response = answer
        codings.vary(&response.headers)
        if let coded = await codings.code(response, choice) { return coded }
        guard request.method.isSafe, (200..<300).contains(response.status.code) else {
            return response
        }
        var refusal = refuse(.noAcceptableCoding(codings.names), request, dialect)
        dialect.decorate(&refusal, request)
        codings.vary(&refusal.headers)
        return refusal
    }

    /// The answer to what could not be read as a request at all, in the words of the API at the root.
    package func refuse(_ refusal: Refusal) -> Response {
        let request = Request(method: .get, target: Target(path: "/", query: nil))
        let dialect = dialect(for: request.target.path)
        var response = refuse(refusal, request, dialect)
        dialect.decorate(&response, request)
        return response
    }

    // MARK: - Where

    private func locate(_ request: inout Request) -> Place {
        let path = request.target.path
        guard path != "*" else { return .server(dialect(for: "/")) }
        guard path.hasWellFormedEscapes else { return .malformed(dialect(for: path)) }
        if let match = trie.match(path, length: path.count) {
            return .resource(bind(match, &request))
        }
        let length = path.count - 1
        if length > 1, path[length] == UInt8(ascii: "/"),
            let match = trie.match(path, length: length)
        {
            return .slashed(bind(match, &request))
        }
        return .nowhere(dialect(for: path))
    }

    private func bind(_ match: RouteTrie.Match, _ request: inout Request) -> Entry {
        let entry = entries[match.entry]
        request.route = entry.pattern
        for (name, range) in zip(entry.names, match.captures) {
            request.parameters[name] = Percent.decode(segment: request.target.path[range])
        }
        return entry
    }

    private func dialect(for path: Bytes) -> Dialect {
        for (prefix, dialect) in dialects where path.span.starts(with: prefix.span) {
            if path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/") {
                return dialect
            }
        }
        return .plain
    }

    private static func dialect(of place: Place) -> Dialect {
        switch place {
        case .resource(let entry), .slashed(let entry): entry.dialect
        case .nowhere(let dialect), .malformed(let dialect), .server(let dialect): dialect
        }
    }

    // MARK: - What

    private func answer(
        _ request: inout Request, at place: Place, _ choice: ContentCodings.Choice?
    ) async throws -> Response {
        try await authorizer(request)
        switch place {
        case .malformed:
            throw Refusal.malformed("The path holds a percent sign that begins no escape.")
        case .nowhere: throw Refusal.notFound
        case .server:
            guard request.method == .options else {
                throw Refusal.malformed("Only OPTIONS asks for the server as a whole (*).")
            }
            return Decisions.options(methods)
        case .slashed: return try Self.withoutSlash(request.target)
        case .resource(let entry):
            if request.method == .options, entry.route.operations[.options] == nil {
                return Decisions.options(entry.route)
            }
            let operation = try Decisions.operation(entry.route, request.method)
            try Decisions.check(operation, &request)
            if let choice, choice.refusesAll, !operation.produces.isEmpty {
                throw Refusal.noAcceptableCoding(codings?.names ?? [])
            }
            let response = try await operation.endpoint(request)
            return try Decisions.finish(response, request)
        }
    }

    /// Sends a client from `/a/b/?q` to `/a/b?q`, relative so that any prefix of a proxy stays.
    private static func withoutSlash(_ target: Target) throws(Refusal) -> Response {
        let path = target.path
        var start = path.count - 1
        while start > 0, path[start - 1] != UInt8(ascii: "/") { start -= 1 }
        var writer = ByteWriter(capacity: path.count + 16)
        writer.append("../")
        writer.append(path[start..<(path.count - 1)])
        if let query = target.query {
            writer.append("?")
            writer.append(query)
        }
        guard let location = HeaderValue(writer.finish()) else {
            throw .malformed("The target holds a control character.")
        }
        var response = Response(.permanentRedirect)
        response.headers.add(.location, location)
        return response
    }

    /// The dialect's words, and the fields that RFC 9110 demands whatever the dialect says.
    private func refuse(_ refusal: Refusal, _ request: Request, _ dialect: Dialect) -> Response {
        var response = dialect.refuse(refusal, request)
        switch refusal {
        case .methodNotAllowed(let methods): response.headers.set(.allow, Decisions.list(methods))
        case .unsupportedMediaType(let types) where request.method == .post && !types.isEmpty:
            response.headers.set(.acceptPost, Decisions.list(types))
        case .noAcceptableCoding(let names):
            response.headers.set(.acceptEncoding, Decisions.join(names))
        case .unsupportedContentCoding: response.headers.set(.acceptEncoding, "identity")
        case .rangeNotSatisfiable(let length):
            response.headers.set(.contentRange, HeaderValue("bytes */\(length)") ?? "bytes */*")
        default: break
        }
        return response
    }
}

extension Bytes {
    /// Whether every `%` begins an escape (RFC 3986 §2.1).
    fileprivate var hasWellFormedEscapes: Bool {
        let span = span
        var start = 0
        while let mark = span.firstIndex(of: UInt8(ascii: "%"), from: start) {
            guard mark + 2 < span.count, span[mark + 1].hexDigitValue != nil,
                span[mark + 2].hexDigitValue != nil
            else { return false }
            start = mark + 3
        }
        return true
    }
}
