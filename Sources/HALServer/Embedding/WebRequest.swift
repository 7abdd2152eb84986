import HTTP
import Octets

/// A request, as a ``WebServer`` reads it or as another HTTP server hands it over.
public struct WebRequest: Sendable {
    let request: Request

    init(_ request: Request) { self.request = request }

    /// A request that another server has read whole.
    ///
    /// - Parameters:
    ///   - method: as on the request line. One that is not known to HTTP is refused: answer 501.
    ///   - target: path and query as they came, percent-encoded (origin-form, RFC 9112 §3.2.1).
    ///   - fields: the header fields in order. `Host` counts for the check of `Origin`.
    ///   - body: the content, transfer codings removed.
    /// - Returns: nil where one of the parts cannot be one of HTTP's: answer 400 or 501.
    public init?(
        method: String, target: String, fields: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        guard let method = Method(Bytes(method).span), Self.isOriginForm(Bytes(target)) else {
            return nil
        }
        var headers = Headers()
        for field in fields {
            guard let name = HeaderName(Bytes(field.name)), let value = HeaderValue(field.value)
            else { return nil }
            headers.add(name, value)
        }
        request = Request(
            method: method, target: Target(target), headers: headers, body: RequestBody(Bytes(body))
        )
    }

    /// The method: `GET`.
    public var method: String { request.method.rawValue }

    /// The path as it came, percent-encoded, without the query.
    public var path: String { request.target.path.text }

    /// What stands behind the first `?`; nil where there is none.
    public var query: String? { request.target.query?.text }

    /// The values of the fields of a name, whatever its case, joined as one list (RFC 9110 §5.3).
    public func field(_ name: String) -> String? {
        HeaderName(Bytes(name)).flatMap { request.headers.list($0)?.text }
    }

    /// The content, if it has at most `limit` bytes; nil if it is longer or did not arrive. It can be read
    /// once.
    public func body(upTo limit: Int) async -> [UInt8]? {
        try? await request.body.collect(upTo: limit).array
    }

    /// Whether this is a path of visible ASCII that begins with a slash, or `*`, and has no fragment.
    private static func isOriginForm(_ target: Bytes) -> Bool {
        if target == "*" { return true }
        let span = target.span
        guard !span.isEmpty, span[0] == UInt8(ascii: "/") else { return false }
        for index in span.indices {
            guard span[index] > 0x20, span[index] < 0x7F, span[index] != UInt8(ascii: "#") else {
                return false
            }
        }
        return true
    }
}
