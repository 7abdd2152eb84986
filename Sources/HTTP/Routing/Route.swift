/// One method of a resource, with all that can be decided before its endpoint runs.
package struct Operation: Sendable {
    /// The media types that the answer may have, best first. Empty: Accept is not looked at.
    package var produces: [MediaType]
    /// The media types that the request may have; nil: any. Others are refused with 415.
    package var consumes: [MediaType]?
    /// Whether a body may come with a Content-Encoding, and is then kept as it is. Else it is refused with
    /// 415: nothing is unpacked here.
    package var takesContentCodings: Bool
    /// Answers. It finds the chosen media type in ``Request/negotiated``.
    package var endpoint: Endpoint

    package init(
        produces: [MediaType] = [], consumes: [MediaType]? = nil,
        takesContentCodings: Bool = false, endpoint: Endpoint
    ) {
        self.produces = produces
        self.consumes = consumes
        self.takesContentCodings = takesContentCodings
        self.endpoint = endpoint
    }

    /// An operation whose endpoint may wait.
    package init(
        produces: [MediaType] = [], consumes: [MediaType]? = nil,
        takesContentCodings: Bool = false,
        _ respond: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.init(
            produces: produces, consumes: consumes, takesContentCodings: takesContentCodings,
            endpoint: Endpoint(respond))
    }
}

/// A resource: a path pattern and what can be done there. GET answers HEAD as well; OPTIONS is answered from
/// this value alone.
package struct Route: Sendable {
    /// Literal segments and `{name}` segments below the mount's prefix: `/streams/{streamID}/metadata`; `/`
    /// for the prefix itself.
    package let pattern: String
    package let operations: [Method: Operation]

    package init(_ pattern: String, _ operations: [Method: Operation]) {
        self.pattern = pattern
        self.operations = operations
    }

    /// The methods of the Allow field, in a fixed order: HEAD wherever GET is, OPTIONS always.
    package var allowed: [Method] {
        Method.allCases.filter { method in
            switch method {
            case .head: operations[.get] != nil || operations[.head] != nil
            case .options: true
            default: operations[method] != nil
            }
        }
    }
}

/// One API: routes below a prefix, and how it speaks of what goes wrong there.
package struct Mount: Sendable {
    /// The path below which everything unknown is refused in this mount's dialect: `/`, `/v1`, `/api/v1`. Of
    /// several that fit, the longest counts.
    package let prefix: String
    package let routes: [Route]
    /// What answers every path below the prefix for which there is no route; nil where those are not found.
    package let fallback: Route?
    package let dialect: Dialect

    package init(
        prefix: String, routes: [Route], fallback: Route? = nil, dialect: Dialect
    ) {
        self.prefix = prefix
        self.routes = routes
        self.fallback = fallback
        self.dialect = dialect
    }
}

/// How an API says what is not an ordinary answer, so that no face ever speaks another's.
package struct Dialect: Sendable {
    /// The answer to a request that is refused before or instead of its endpoint.
    package var refuse: @Sendable (Refusal, Request) -> Response
    /// The answer to an error that an endpoint threw (a ``Refusal`` goes to ``refuse``).
    package var explain: @Sendable (any Error, Request) -> Response
    /// What every answer of this API carries (Vary, CORS …), added last.
    package var decorate: @Sendable (inout Response, Request) -> Void

    package init(
        refuse: @escaping @Sendable (Refusal, Request) -> Response,
        explain: @escaping @Sendable (any Error, Request) -> Response,
        decorate: @escaping @Sendable (inout Response, Request) -> Void
    ) {
        self.refuse = refuse
        self.explain = explain
        self.decorate = decorate
    }
}
