/// What a blob store did since it was opened, and holds.
package struct BlobFigures: Hashable, Sendable {
    /// Uploads that became visible.
    package var uploads: UInt64 = 0
    /// The bytes of those.
    package var uploadedBytes: UInt64 = 0
    /// Those of them that were written past the page cache.
    package var directUploads: UInt64 = 0
    /// Uploads that left nothing: broken off, refused or failed.
    package var abortedUploads: UInt64 = 0
    /// Blobs that were opened for reading.
    package var reads: UInt64 = 0
    /// Blobs that were deleted by request.
    package var deletes: UInt64 = 0
    /// Blobs that were deleted because of their age.
    package var expired: UInt64 = 0
    /// Temporary files of killed processes that were removed.
    package var swept: UInt64 = 0
    /// Blobs in the directory, whoever wrote them, and the bytes of those: counted now and then, not each time.
    package var count: UInt64 = 0
    /// The bytes of the blobs in the directory.
    package var bytes: UInt64 = 0
    /// The bytes that the file system has room for; nil where it does not say.
    package var freeBytes: UInt64?

    /// Nothing yet.
    package init() {}
}
