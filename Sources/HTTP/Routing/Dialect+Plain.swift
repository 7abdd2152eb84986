import Octets

extension Dialect {
    /// One line of text, for paths that no API claims.
    package static let plain = Dialect(
        refuse: { refusal, _ in
            var response = Self.line(refusal.status)
            switch refusal {
            case .unauthorized(let challenge):
                if let field = HeaderValue(challenge) {
                    response.headers.add("WWW-Authenticate", field)
                }
            case .unavailable(_, let seconds?):
                response.headers.add(.retryAfter, HeaderValue(seconds))
            default: break
            }
            return response
        },
        explain: { _, _ in Self.line(.internalServerError) },
        decorate: { response, _ in response.headers.set(.contentTypeOptions, "nosniff") })

    private static func line(_ status: Status) -> Response {
        Response(status, .text, Bytes("\(status.code) \(status.reason)\n"))
    }
}
