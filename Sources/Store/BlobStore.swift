/// A store of runs of bytes, each under a name, whole and never changed. Both byte faces stand on one; their rules
/// are these (`bytes-api.md` §4 to §6).
///
/// - A blob is invisible until it is whole, and what was committed is durable. An upload that broke off, was
///   refused or failed has left nothing; what a killed process left is removed at the next start.
/// - A blob never changes. Deleting it does not disturb who has it open.
/// - Several stores, in several processes, those of the originals too, may share one directory: nothing is kept in
///   memory that the disk could contradict.
///
/// Calls that are not `async` wait for the disk: make them through ``run(_:)``, never on an event loop.
package protocol BlobStore: Sendable {
    /// What blobs are called.
    associatedtype Name: Hashable, Sendable

    /// The threads for what waits for the disk.
    var pool: BlobPool { get }

    /// Begins an upload, which the store's own `commit` ends.
    func begin(_ options: UploadOptions) async throws(BlobError) -> BlobUpload

    /// Opens a blob; nil if there is none of that name.
    /// - Parameter verifying: whether all of it is read first and compared with its digests
    ///   (``BlobError/damaged(_:)``).
    func open(_ name: Name, verifying: Bool) throws(BlobError) -> OpenBlob?

    /// What is known of a blob; nil if there is none of that name.
    func facts(of name: Name) throws(BlobError) -> BlobFacts?

    /// Deletes a blob for good. Whether there was one.
    func delete(_ name: Name) throws(BlobError) -> Bool

    /// The names of blobs that follow a name, in order; from the first one on without a name. At most `limit`.
    func names(after name: Name?, limit: Int) throws(BlobError) -> [Name]

    /// What the store did and holds. Cheap, but for a count of the directory now and then.
    func figures() -> BlobFigures

    /// Removes what killed processes have left, as opening the store does; returns how many files.
    func sweep() throws(BlobError) -> Int
}

extension BlobStore {
    /// Has calls that wait for the disk made on the store's threads.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable (Self) throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        try await pool.run { [self] () throws(BlobError) in try body(self) }
    }

    /// Opens a blob without reading it.
    package func open(_ name: Name) throws(BlobError) -> OpenBlob? {
        try open(name, verifying: false)
    }
}
