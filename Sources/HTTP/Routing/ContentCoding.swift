package import Octets

/// A way to make a representation shorter for the wire (RFC 9110 §8.4.1). This library knows the rules; who
/// composes the server brings the codings.
package struct ContentCoding: Sendable {
    /// The name in Accept-Encoding and Content-Encoding; also the mark of the coded representation's ETag:
    /// `"9;gzip"`.
    package let name: Bytes
    /// Another name by which clients ask for it (RFC 9110 §8.4.1.3), or nothing.
    package let alias: Bytes
    /// The most bytes that are coded where the request runs; more would keep its event loop from other
    /// connections, so that is done by a thread that may take its time.
    package let inlineBytes: Int
    /// The coded form of a representation; nil where it could not be made.
    package let encode: @Sendable (Bytes) -> Bytes?

    /// A coding that `encode` makes.
    package init(
        name: Bytes, alias: Bytes = Bytes(), inlineBytes: Int,
        encode: @escaping @Sendable (Bytes) -> Bytes?
    ) {
        self.name = name
        self.alias = alias
        self.inlineBytes = inlineBytes
        self.encode = encode
    }

    /// What stands in the Content-Encoding field.
    var field: HeaderValue { HeaderValue(name) ?? "identity" }
}
