/// What is known of a blob.
package struct BlobFacts: Hashable, Sendable {
    /// How many bytes it has.
    package let length: UInt64
    /// When it was stored; a file that others put there: when it was last written.
    package let modified: Timestamp
    /// What was said of it and computed at upload.
    package let note: BlobNote

    /// The facts of a blob.
    package init(length: UInt64, modified: Timestamp, note: BlobNote) {
        self.length = length
        self.modified = modified
        self.note = note
    }
}
