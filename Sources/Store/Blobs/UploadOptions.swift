/// What is known of an upload before its first byte, and asked of it.
package struct UploadOptions: Sendable {
    /// The number of bytes that was announced; other than these are refused. Nil where it is not known.
    package var length: UInt64?
    /// The most bytes that it may have. By default only the disk says.
    package var limit: UInt64 = .max
    /// What the uploader said of it.
    package var note: BlobNote
    /// Digests that are computed beside those that the store needs. A file store gives the file names by them, too.
    package var hashes: Set<HashAlgorithm> = []
    /// What the digests have to be: checked before anything becomes visible.
    package var expected: [ContentHash] = []

    /// An upload of so many bytes.
    package init(length: UInt64? = nil, note: BlobNote = BlobNote()) {
        self.length = length
        self.note = note
    }
}
