import HTTP
import Octets

/// A text that does not change while the server runs: made once, with what caches need to know of it.
struct StaticDocument: Sendable {
    let bytes: Bytes
    let type: MediaType
    /// The fields that answers carry.
    private let headers: Headers

    /// - Parameters:
    ///   - modified: When the text was changed, if that is known.
    ///   - links: The value of the Link field, if it has one.
    ///   - policy: The value of Content-Security-Policy, for what a browser shows.
    init(
        _ bytes: Bytes, _ type: MediaType, modified: HTTPDate? = nil, links: HeaderValue? = nil,
        policy: HeaderValue? = nil
    ) {
        self.bytes = bytes
        self.type = type
        var headers = Headers()
        headers.add(.contentType, type.field)
        if let tag = ETag(contentOf: bytes) { headers.add(.etag, tag.field) }
        // Another server may have other texts, and an update brings them: asking again costs little.
        headers.add(.cacheControl, CachePolicy.ask)
        if let modified { headers.add(.lastModified, modified.field) }
        if let links { headers.add(.link, links) }
        if let policy { headers.add(.contentSecurityPolicy, policy) }
        self.headers = headers
    }

    /// The answer.
    var response: Response { Response(.ok, headers: headers, body: .bytes(bytes)) }
}

extension ETag {
    /// A strong tag of these bytes: the same after every start. Nil never happens; hexadecimal digits may
    /// stand in a tag.
    init?(contentOf bytes: Bytes) {
        // FNV-1a, 64 bits: it tells versions of our own texts apart, nobody attacks it.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        let span = bytes.span
        for index in span.indices {
            hash ^= UInt64(span[index])
            hash = hash &* 0x100_0000_01b3
        }
        self.init(Bytes(String(hash, radix: 16)))
    }
}

/// What web pages are made of besides HTML.
extension MediaType {
    static let css = MediaType("text/css", field: "text/css; charset=utf-8")
    static let javaScript = MediaType("text/javascript", field: "text/javascript; charset=utf-8")
}
