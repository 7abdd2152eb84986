import Octets

/// How many uploads wait to be continued, and how many bytes they have: counted in the directory, not oftener than that
/// costs little, and once more before anything is refused for it.
final class PartialCensus: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var uploads = 0
    private var bytes: UInt64 = 0
    private var countedAt: MonotonicInstant?
    private var countingTook: UInt64 = 0
    private var tidiedAt: MonotonicInstant?

    /// How long nothing is tidied that was tidied, in milliseconds.
    private static let patience: UInt64 = 60_000

    /// Counts a new upload of so many bytes, or refuses it.
    func admit(
        in directory: BlobDirectory, _ options: PartialOptions, _ more: UInt64
    ) throws(PartialError) {
        try lock.withLock { () throws(PartialError) in
            countIfDue(directory)
            if uploads >= options.mostUploads { count(directory) }
            guard uploads < options.mostUploads else { throw .tooMany(limit: options.mostUploads) }
            try checkBytes(directory, options, more)
            uploads += 1
        }
    }

    /// Refuses bytes that would be more than may wait.
    func check(
        in directory: BlobDirectory, _ options: PartialOptions, _ more: UInt64
    ) throws(PartialError) {
        guard options.mostBytes < .max else { return }
        try lock.withLock { () throws(PartialError) in
            countIfDue(directory)
            try checkBytes(directory, options, more)
        }
    }

    private func checkBytes(
        _ directory: BlobDirectory, _ options: PartialOptions, _ more: UInt64
    ) throws(PartialError) {
        func isMuch() -> Bool {
            let (sum, overflow) = bytes.addingReportingOverflow(more)
            return overflow || sum > options.mostBytes
        }
        if isMuch() { count(directory) }
        if isMuch() { throw .tooMuch(limit: options.mostBytes) }
        // Until the directory is counted again; that what never comes counts too long is found out then.
        bytes &+= more
    }

    private func countIfDue(_ directory: BlobDirectory) {
        if let countedAt {
            let since = countedAt.milliseconds(until: .now)
            guard since >= max(1000, 20 * countingTook) else { return }
        }
        count(directory)
    }

    /// What waits has a file of bytes under its own name. What cannot be counted counts for nothing.
    private func count(_ directory: BlobDirectory) {
        let start = MonotonicInstant.now
        var seen: (uploads: Int, bytes: UInt64) = (0, 0)
        _ = try? directory.forEachName(in: PartialRecord.room) { name in
            guard PartialRecord.id(named: name) != nil,
                let status = try? directory.status(of: "\(PartialRecord.room)/\(name)")
            else { return true }
            seen.uploads += 1
            seen.bytes &+= status.length
            return true
        }
        (uploads, bytes) = seen
        countedAt = .now
        countingTook = start.milliseconds(until: .now)
    }

    /// Whether it is time to look for uploads whose time is over.
    func isTidyingDue() -> Bool {
        lock.withLock {
            if let tidiedAt, tidiedAt.milliseconds(until: .now) < Self.patience { return false }
            tidiedAt = .now
            return true
        }
    }
}
