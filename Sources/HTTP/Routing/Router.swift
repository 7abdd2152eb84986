import Octets

/// Finds who answers a request, has everything decided that the table of routes can decide, and gives every
/// answer the words of its API. It never throws.
///
/// ```swift
/// let router = try Router(mounts: [api.mount])
/// let response = await router.respond(to: Request(method: .get, target: Target("/streams/a")))
/// ```
package final class Router: Sendable {
    /// Where a request leads.
    enum Place: Sendable {
        case resource(RouterEntry)
        /// The path of a resource with a slash too many behind it.
        case slashed(RouterEntry)
        case nowhere(Dialect)
        case malformed(Dialect)
        /// `OPTIONS *`: the server as a whole (RFC 9110 §9.3.7).
        case server(Dialect)
    }

    let trie: RouteTrie
    let entries: [RouterEntry]
    /// Longest prefix first.
    let dialects: [(prefix: Bytes, dialect: Dialect)]
    /// Longest prefix first.
    let fallbacks: [(prefix: Bytes, entry: RouterEntry)]
    let guests: [(guest: RouterGuest, entry: RouterEntry)]
    private let authorizer: Authorizer
    let codings: ContentCodings?
    let methods: [Method]

    /// A router over these mounts. Throws where patterns or prefixes conflict.
    /// - Parameter guests: what answers at the address of another; the first that claims a request has it.
    /// - Parameter authorizer: asked about every request before its body is read or anything looked up, the
    ///   unknown paths included, so that names cannot be probed.
    /// - Parameter codings: how answers may be coded; nil for not at all.
    package init(
        mounts: [Mount], guests: [RouterGuest] = [], codings: ContentCodings? = nil,
        authorizer: @escaping Authorizer = { _ in }
    ) throws(RoutingError) {
        var entries: [RouterEntry] = []
        var patterns: [PathPattern] = []
        var dialects: [(prefix: Bytes, dialect: Dialect)] = []
        var fallbacks: [(prefix: Bytes, entry: RouterEntry)] = []
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
                    RouterEntry(
                        route, pattern, number: entries.count, dialect: mount.dialect,
                        guests: guests.filter { $0.path == Bytes(pattern.text) }.map(\.route)))
            }
        }
        // What is found in another way than by its pattern has its numbers behind those of the trie.
        for mount in mounts {
            guard let route = mount.fallback else { continue }
            let prefix = try Self.prefix(of: mount)
            let pattern = try PathPattern(route.pattern, below: prefix.text)
            let entry = RouterEntry(route, pattern, number: entries.count, dialect: mount.dialect)
            entries.append(entry)
            fallbacks.append((prefix, entry))
        }
        var invited: [(guest: RouterGuest, entry: RouterEntry)] = []
        for guest in guests {
            let pattern = try PathPattern(guest.route.pattern, below: "")
            let hosts = entries.filter { $0.label.pattern == guest.path.text }.map(\.route)
            let entry = RouterEntry(
                guest.route, pattern, number: entries.count, dialect: guest.dialect, guests: hosts)
            entries.append(entry)
            invited.append((guest, entry))
        }
        trie = try RouteTrie(patterns)
        self.entries = entries
        self.fallbacks = fallbacks.sorted { $0.prefix.count > $1.prefix.count }
        self.guests = invited
        self.dialects = dialects.sorted { $0.prefix.count > $1.prefix.count }
        self.authorizer = authorizer
        self.codings = codings
        let known = Set(entries.flatMap(\.allowed)).union([.options])
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

    /// Answers a request, and waits if need be.
    package func respond(to request: Request) async -> Response {
        await answer(request).response()
    }

    /// Answers a request: at once, if its endpoint can and the answer need not be coded elsewhere.
    package func answer(_ request: consuming Request) -> ResponsePromise {
        let choice = codings?.choose(&request)
        let place = locate(&request)
        var response: Response
        do {
            try authorizer(request)
            switch try decide(&request, at: place, choice) {
            case .answer(let decided): response = decided
            case .operation(let found):
                let endpoint = found.operation.endpoint
                guard let answered = try endpoint.attempt?(request) else {
                    let work = try endpoint.work?(request)
                    let request = consume request
                    guard let work else {
                        return .pending {
                            await self.wait(for: found, request, place, choice).response()
                        }
                    }
                    return .later(
                        LaterResponse(begin: work.begin) {
                            self.conclude(work, request, place, choice)
                        })
                }
                response = answered
                try Decisions.finish(&response, request)
            }
        } catch {
            response = explain(error, request, place)
        }
        return finish(consume response, request, place, choice)
    }

    /// Answers what an endpoint has to wait for.
    private func wait(
        for found: RouterOperation, _ request: Request, _ place: Place,
        _ choice: ContentCodings.Choice?
    ) async -> ResponsePromise {
        var response: Response
        do {
            response = try await found.operation.endpoint(request)
            try Decisions.finish(&response, request)
        } catch {
            response = explain(error, request, place)
        }
        return finish(consume response, request, place, choice)
    }

    /// Answers when the work is done that an endpoint handed over.
    private func conclude(
        _ work: Endpoint.Work, _ request: Request, _ place: Place,
        _ choice: ContentCodings.Choice?
    ) -> ResponsePromise {
        var response: Response
        do {
            response = try work.response(request)
            try Decisions.finish(&response, request)
        } catch {
            response = explain(error, request, place)
        }
        return finish(consume response, request, place, choice)
    }

    /// What an error means in the words of the API.
    private func explain(_ error: any Error, _ request: Request, _ place: Place) -> Response {
        let dialect = Self.dialect(of: place)
        switch error {
        case let refusal as Refusal: return refuse(refusal, request, dialect)
        case let failure as RequestBody.Failure:
            var response = refuse(failure.refusal, request, dialect)
            response.closesConnection = true
            return response
        default: return dialect.explain(error, request)
        }
    }

    /// Gives an answer what all of its API carry, and codes it as its client likes it.
    private func finish(
        _ response: consuming Response, _ request: Request, _ place: Place,
        _ choice: ContentCodings.Choice?
    ) -> ResponsePromise {
        switch place {
        case .resource(let entry), .slashed(let entry):
            entry.dialect.decorate(&response, request)
            response.route = entry.label
        case .nowhere(let dialect), .malformed(let dialect), .server(let dialect):
            dialect.decorate(&response, request)
        }
        guard let codings else { return .ready(consume response) }
        codings.vary(&response.headers)
        guard let choice else { return .ready(consume response) }
        switch codings.code(response, choice) {
        case .coded(let coded): return .ready(coded)
        case .unacceptable:
            return .ready(withoutCoding(response, request, Self.dialect(of: place), codings))
        case .waits(let coding):
            let plain = response
            return .pending {
                await codings.wait(for: coding, plain, choice)
                    ?? self.withoutCoding(plain, request, Self.dialect(of: place), codings)
            }
        }
    }

    /// The answer to a client that takes nothing of what could be sent. If it only reads, it is told so; where
    /// something was changed the answer comes as it is.
    private func withoutCoding(
        _ response: Response, _ request: Request, _ dialect: Dialect, _ codings: ContentCodings
    ) -> Response {
        guard request.method.isSafe, (200..<300).contains(response.status.code) else {
            return response
        }
        var refusal = refuse(.noAcceptableCoding(codings.names), request, dialect)
        dialect.decorate(&refusal, request)
        codings.vary(&refusal.headers)
        refusal.route = response.route
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
}
