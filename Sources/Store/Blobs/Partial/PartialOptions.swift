/// How long uploads that come in parts are waited for, and how many of them.
package struct PartialOptions: Hashable, Sendable {
    /// How many seconds an upload is kept behind its last part. A complete one is remembered as long, so that who
    /// missed the answer finds what became of it.
    package var seconds: Int64 = 24 * 3600
    /// The most uploads that wait to be continued.
    package var mostUploads = 10_000
    /// The most bytes that all of them may have together; by default only the disk says.
    package var mostBytes: UInt64 = .max
    /// The most bytes that one of them may have; nil where only the disk says.
    package var mostLength: UInt64?

    /// The usual ones.
    package init() {}
}
