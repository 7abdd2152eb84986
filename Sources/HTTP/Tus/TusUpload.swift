import Octets

/// How far an upload is, and what the answers say of it.
package struct TusUpload: Sendable, Hashable {
    /// How many bytes are here for good.
    package var offset: UInt64
    /// How many there will be; nil while the client has not said.
    package var length: UInt64?
    /// When the upload goes if it is not complete; nil for never.
    package var expires: HTTPDate?
    /// What the client said of it.
    package var metadata: TusMetadata

    /// An upload of these parts.
    package init(
        offset: UInt64 = 0, length: UInt64?, expires: HTTPDate? = nil,
        metadata: TusMetadata = TusMetadata()
    ) {
        self.offset = offset
        self.length = length
        self.expires = expires
        self.metadata = metadata
    }

    /// Whether all its bytes are here.
    package var isComplete: Bool { offset == length }

    /// Refuses whatever is asked of an upload whose time is over. A complete one stays.
    package func checkExpiry(at now: HTTPDate) throws(TusFault) {
        if !isComplete, let expires, expires <= now { throw .expired }
    }

    /// Adds what the answer to HEAD says (with status 200, or 204).
    package func describe(to headers: inout Headers) {
        progress(to: &headers)
        if let length {
            headers.set(.uploadLength, HeaderValue(length))
        } else {
            headers.set(.uploadDeferLength, "1")
        }
        if let field = metadata.field { headers.set(.uploadMetadata, field) }
        // An offset that a cache remembers is wrong (core protocol, HEAD).
        headers.set(.cacheControl, "no-store")
    }

    /// Adds what the answer to a PATCH says (204), and to the POST that made the upload (201, with a Location).
    package func progress(to headers: inout Headers) {
        headers.set(.tusResumable, Tus.version)
        headers.set(.uploadOffset, HeaderValue(offset))
        if !isComplete, let expires { headers.set(.uploadExpires, expires.field) }
    }
}
