import Octets

/// Resumable uploads by the tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload): its fields
/// and rules as values. The resources that speak it are made of ``TusOffer``, ``TusCreation``, ``TusPatch`` and
/// ``TusUpload``.
package enum Tus {
    /// The only version.
    package static let version: HeaderValue = "1.0.0"

    /// The media type of a PATCH, and of a POST that brings the first bytes along.
    package static let mediaType = MediaType("application/offset+octet-stream")

    /// Whether the Content-Type of a request is that media type.
    static func isChunk(_ headers: Headers) -> Bool {
        headers[.contentType].map { mediaType.isEssence(of: $0) } ?? false
    }

    /// A length or offset: digits only, at most 2⁶³ - 1. Nil where the field is absent.
    static func number(_ name: HeaderName, _ headers: Headers) throws(TusFault) -> UInt64? {
        guard !headers.repeats(name) else { throw .malformed(name, "is there twice") }
        guard let field = headers[name] else { return nil }
        guard !field.isEmpty, field[0].isASCIIDigit, let value = Int64(decimal: field.span) else {
            throw .malformed(name, "is no whole number")
        }
        return UInt64(value)
    }
}

extension HeaderName {
    package static let tusResumable: HeaderName = "Tus-Resumable"
    package static let tusVersion: HeaderName = "Tus-Version"
    package static let tusExtension: HeaderName = "Tus-Extension"
    package static let tusMaxSize: HeaderName = "Tus-Max-Size"
    package static let tusChecksumAlgorithm: HeaderName = "Tus-Checksum-Algorithm"
    package static let uploadOffset: HeaderName = "Upload-Offset"
    package static let uploadLength: HeaderName = "Upload-Length"
    package static let uploadDeferLength: HeaderName = "Upload-Defer-Length"
    package static let uploadConcat: HeaderName = "Upload-Concat"
    package static let uploadMetadata: HeaderName = "Upload-Metadata"
    package static let uploadChecksum: HeaderName = "Upload-Checksum"
    package static let uploadExpires: HeaderName = "Upload-Expires"
    package static let methodOverride: HeaderName = "X-HTTP-Method-Override"
}
