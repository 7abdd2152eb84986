package import Octets

/// Reads the file of a ``BareUpload`` while it arrives.
package struct BareUploadReader {
    private let boundary: Bytes
    private var pieces: RequestBody.Iterator
    /// How many bytes of the boundary came.
    private var matched = 0

    /// A reader of the request's body.
    package init(_ body: RequestBody, _ upload: BareUpload) {
        boundary = upload.boundary
        pieces = body.makeAsyncIterator()
    }

    /// The next bytes of the file, never empty; nil at its end. Throws where the body does not begin with the
    /// boundary, or ends early.
    package mutating func nextBytes() async throws(MultipartError) -> Bytes? {
        while let piece = try await nextPiece() {
            guard matched < boundary.count else { return piece }
            let count = min(piece.count, boundary.count - matched)
            guard piece[0..<count] == boundary[matched..<(matched + count)] else {
                throw .malformed("Content-Length and Transfer-Encoding in one request")
            }
            matched += count
            if count < piece.count { return piece[count..<piece.count] }
        }
        guard matched == boundary.count else { throw .incomplete }
        return nil
    }

    private mutating func nextPiece() async throws(MultipartError) -> Bytes? {
        do throws(RequestBody.Failure) { return try await pieces.next() } catch {
            throw .body(error)
        }
    }
}
