package import Octets

/// An answer. Framing fields (Content-Length, Transfer-Encoding, Connection, Date) are the engine's and must
/// not be set here.
package struct Response: Sendable {
    package var status: Status
    package var headers: Headers
    package var body: ResponseBody
    /// Whether byte ranges of this body may be asked for (RFC 9110 §14). Only for 200 with a known length.
    package var acceptsRanges = false
    /// How such ranges are taken.
    package var rangeRules = RangeRules.lenient
    /// Whether the connection must end behind this answer.
    package var closesConnection = false
    /// The route that answered, for log and metrics; nil where none did.
    package var route: RouteLabel?

    /// An answer of these parts.
    package init(_ status: Status, headers: Headers = Headers(), body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a typed body.
    package init(_ status: Status, _ type: MediaType, _ bytes: Bytes) {
        self.init(status, body: .bytes(bytes))
        headers.add(.contentType, type.field)
    }
}
