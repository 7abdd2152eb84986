import Octets

/// What can be decided about a request from the data of its route alone, in the order of RFC 9110: method,
/// content coding, media type, Accept; and behind the endpoint preconditions and ranges.
enum Decisions {
    /// Refuses what the operation does not take or cannot give, and notes the chosen media type.
    static func check(_ operation: Operation, _ request: inout Request) throws(Refusal) {
        // In a request that only reads, content means nothing (RFC 9110 §9.3.1).
        if !request.method.isSafe {
            if !operation.takesContentCodings, !isIdentity(request.headers) {
                throw .unsupportedContentCoding
            }
            if let types = operation.consumes, !consumes(types, request) {
                throw .unsupportedMediaType(types)
            }
        }
        guard !operation.produces.isEmpty else { return }
        let accept = request.headers.list(.accept)
        guard let type = Negotiation.choose(from: operation.produces, accept: accept) else {
            throw .notAcceptable(operation.produces)
        }
        request.negotiated = type
    }

    private static func isIdentity(_ headers: Headers) -> Bool {
        guard headers.contains(.contentEncoding) else { return true }
        return headers.all(.contentEncoding).allSatisfy {
            $0.isEmpty || $0.span.equalsIgnoringASCIICase("identity".utf8Span.span)
        }
    }

    private static func consumes(_ types: [MediaType], _ request: Request) -> Bool {
        guard let value = request.headers[.contentType] else {
            return request.body.declaredLength == 0
        }
        return types.contains { $0.isEssence(of: value) }
    }

    /// The answer to OPTIONS, from the table alone.
    static func options(_ entry: RouterEntry) -> Response {
        var response = options(entry.allowed)
        if let types = entry.route.operations[.post]?.consumes, !types.isEmpty {
            response.headers.add(.acceptPost, list(types))
        }
        return response
    }

    /// The answer to OPTIONS where these methods are known.
    static func options(_ methods: [Method]) -> Response {
        var response = Response(.noContent)
        response.headers.add(.allow, list(methods))
        return response
    }

    /// Makes of the endpoint's answer what preconditions and ranges demand.
    static func finish(_ response: inout Response, _ request: Request) throws(Refusal) {
        guard request.method == .get || request.method == .head else { return }
        if Preconditions.isConditional(request.headers) {
            response = try Preconditions.apply(to: response, request)
        }
        if response.acceptsRanges { response = try Ranges.apply(to: response, request) }
    }

    /// The value of an Allow field.
    static func list(_ methods: [Method]) -> HeaderValue {
        join(methods.map { Bytes($0.rawValue) })
    }

    /// The value of an Accept-Post field.
    static func list(_ types: [MediaType]) -> HeaderValue { join(types.map(\.essence)) }

    /// The value of a field that is a list.
    static func join(_ parts: [Bytes]) -> HeaderValue {
        var writer = ByteWriter(capacity: 64)
        for (index, part) in parts.enumerated() {
            if index > 0 { writer.append(", ") }
            writer.append(part)
        }
        return HeaderValue(writer.finish()) ?? ""
    }
}
