import Octets

extension Router {
    /// What the table of routes says of a request.
    enum Decision {
        case answer(Response)
        case operation(RouterOperation)
    }

    func decide(
        _ request: inout Request, at place: Place, _ choice: ContentCodings.Choice?
    ) throws(Refusal) -> Decision {
        switch place {
        case .malformed:
            throw .malformed("The path holds a percent sign that begins no escape.")
        case .nowhere: throw .notFound
        case .server:
            guard request.method == .options else {
                throw .malformed("Only OPTIONS asks for the server as a whole (*).")
            }
            return .answer(Decisions.options(methods))
        case .slashed: return .answer(try Self.withoutSlash(request.target))
        case .resource(let entry):
            guard let found = entry.operation(request.method) else {
                guard request.method == .options else {
                    throw .methodNotAllowed(entry.allowed)
                }
                return .answer(Decisions.options(entry))
            }
            try Decisions.check(found.operation, &request)
            if let choice, choice.refusesAll, !found.operation.produces.isEmpty {
                throw .noAcceptableCoding(codings?.names ?? [])
            }
            return .operation(found)
        }
    }

    /// Sends a client from `/a/b/?q` to `/a/b?q`, relative so that any prefix of a proxy stays.
    private static func withoutSlash(_ target: Target) throws(Refusal) -> Response {
        let path = target.path
        var start = path.count - 1
        while start > 0, path[start - 1] != UInt8(ascii: "/") { start -= 1 }
        // In a reference a segment of dots leads elsewhere, escaped or not (RFC 3986 §6.2.2.3).
        let segment = Percent.decode(segment: path[start..<(path.count - 1)])
        guard segment != ".", segment != ".." else { throw .notFound }
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
    func refuse(_ refusal: Refusal, _ request: Request, _ dialect: Dialect) -> Response {
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
