import HTTP
import Octets

/// Routes and dialects for the tests of the router: every answer says which route made it.
enum TestTable {
    /// A dialect that names itself in every answer.
    static func dialect(_ name: String) -> Dialect {
        Dialect(
            refuse: { refusal, request in
                var response = Response(refusal.status, .text, Bytes("\(name): \(refusal)"))
                response.headers.add("X-Route", HeaderValue(request.route ?? "-") ?? "")
                return response
            },
            explain: { error, _ in
                Response(.internalServerError, .text, Bytes("\(name): \(error)"))
            },
            decorate: { response, _ in response.headers.add("X-Dialect", HeaderValue(name) ?? "") })
    }

    /// An operation that answers the pattern that matched, and what it bound.
    static func echo(_ names: String..., produces: [MediaType] = []) -> Operation {
        Operation(produces: produces) { request in
            let bound = names.map { "\($0)=\(request.parameters[$0]?.text ?? "nil")" }
            return Response(
                .ok, .text, Bytes(([request.route ?? ""] + bound).joined(separator: " ")))
        }
    }

    /// A router with one mount at `/`.
    static func router(_ routes: Route..., authorizer: @escaping Authorizer = { _ in }) throws
        -> Router
    {
        try Router(
            mounts: [Mount(prefix: "/", routes: routes, dialect: dialect("root"))],
            authorizer: authorizer)
    }
}

extension Router {
    /// Answers a request made of these parts.
    func answer(
        _ method: HTTP.Method = .get, _ target: String, _ fields: [(HeaderName, HeaderValue)] = [],
        body: RequestBody = .empty
    ) async -> Response {
        var headers = Headers()
        for (name, value) in fields { headers.add(name, value) }
        return await respond(
            to: Request(method: method, target: Target(target), headers: headers, body: body))
    }
}

extension Response {
    /// The body as text.
    var text: String {
        if case .bytes(let bytes) = body { bytes.text } else { "" }
    }

    /// The value of a field as text.
    func field(_ name: HeaderName) -> String? { headers[name]?.text }
}
