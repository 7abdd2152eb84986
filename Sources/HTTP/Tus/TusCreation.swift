import Octets

/// A POST that makes an upload.
package struct TusCreation: Sendable {
    /// How many bytes the upload will have; nil where the client says it later.
    package let length: UInt64?
    /// What the client says of it.
    package let metadata: TusMetadata
    /// Whether the body is the upload's first bytes; else it is passed over.
    package let carriesBytes: Bool
    /// What those bytes are to be checked with.
    package let checksum: TusChecksum?

    /// Reads the request, whose version has been checked.
    /// - Parameter declaredLength: the length of the body, nil where that is chunked.
    package init(
        _ headers: Headers, declaredLength: UInt64?, _ offer: TusOffer
    ) throws(TusFault) {
        guard !headers.contains(.uploadConcat) else {
            throw .malformed(.uploadConcat, "is not offered here: uploads are not put together")
        }
        length = try Self.length(headers, offer)
        if let limit = offer.mostBytes, let length, length > limit {
            throw .tooLarge(limit: limit)
        }
        metadata =
            try headers.list(.uploadMetadata).map { (field) throws(TusFault) in
                try TusMetadata(field)
            } ?? TusMetadata()
        carriesBytes =
            offer.has(.creationWithUpload) && Tus.isChunk(headers) && declaredLength != 0
        checksum = carriesBytes ? try offer.checksum(headers) : nil
        if carriesBytes, let length, let declaredLength, declaredLength > length {
            throw .tooLarge(limit: length)
        }
    }

    /// The upload as it is before any byte of it came.
    package func upload(expires: HTTPDate?) -> TusUpload {
        TusUpload(length: length, expires: expires, metadata: metadata)
    }

    private static func length(
        _ headers: Headers, _ offer: TusOffer
    ) throws(TusFault) -> UInt64? {
        let length = try Tus.number(.uploadLength, headers)
        guard let later = headers[.uploadDeferLength] else {
            guard let length else { throw .missing(.uploadLength) }
            return length
        }
        guard later == "1" else { throw .malformed(.uploadDeferLength, "is not 1") }
        guard length == nil else {
            throw .malformed(.uploadDeferLength, "stands beside Upload-Length")
        }
        guard offer.has(.creationDeferLength) else {
            throw .malformed(.uploadDeferLength, "is not offered here")
        }
        return nil
    }
}
