import Octets

/// A PATCH that continues an upload.
package struct TusPatch: Sendable {
    /// Where the bytes begin.
    package let offset: UInt64
    /// What the bytes are to be checked with.
    package let checksum: TusChecksum?
    /// The length of the upload, where only this request tells it.
    package let length: UInt64?
    /// How many bytes come; nil where the body is chunked.
    private let declaredLength: UInt64?
    private let mostBytes: UInt64?

    /// Reads the request, whose version has been checked.
    /// - Parameter declaredLength: the length of the body, nil where that is chunked.
    package init(
        _ headers: Headers, declaredLength: UInt64?, _ offer: TusOffer
    ) throws(TusFault) {
        guard Tus.isChunk(headers) else { throw .unsupportedMediaType }
        guard let offset = try Tus.number(.uploadOffset, headers) else {
            throw .missing(.uploadOffset)
        }
        self.offset = offset
        checksum = try offer.checksum(headers)
        length = offer.has(.creationDeferLength) ? try Tus.number(.uploadLength, headers) : nil
        self.declaredLength = declaredLength
        mostBytes = offer.mostBytes
    }

    /// How many bytes of the body may be taken, now that the upload is known. More than that is
    /// ``TusFault/tooLarge(limit:)``, also where it shows only while a chunked body comes. Where the length is
    /// told by this request, `upload` has it then.
    package func admit(to upload: inout TusUpload) throws(TusFault) -> UInt64 {
        guard offset == upload.offset else {
            throw .wrongOffset(offset, current: upload.offset)
        }
        if let length, upload.length != length {
            guard upload.length == nil, length >= offset else {
                throw .malformed(.uploadLength, "is not that of the upload")
            }
            if let mostBytes, length > mostBytes { throw .tooLarge(limit: mostBytes) }
            upload.length = length
        }
        let limit = upload.length ?? mostBytes ?? UInt64(Int64.max)
        let room = limit >= offset ? limit - offset : 0
        if let declaredLength, declaredLength > room { throw .tooLarge(limit: limit) }
        return room
    }
}
