import Octets

/// What recovery found.
struct RecoveredLog {
    var state: LogState
    var faults: [LogFault]
    /// The segment to go on with; nil if the log must not be written.
    var tail: Tail?
    /// Sealed segments whose index files are missing or wrong.
    var withoutSidecar: [SegmentName]
    /// Whether the manifest had to be guessed from the files.
    var isRebuilt: Bool

    /// Where writing goes on.
    struct Tail {
        var header: SegmentHeader
        var slot: Int
        /// Where the next frame begins.
        var offset: Int
        var chain: UInt32
        /// The number of the next batch.
        var nextBatch: UInt64
        /// One behind the last byte that may hold what a torn batch has left.
        var dirtyEnd: Int
        /// Whether damage lies before: the segment must be sealed as it is.
        var mustSeal: Bool
    }
}
