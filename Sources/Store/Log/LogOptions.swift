import Octets

/// How an embedded log works.
package struct LogOptions: Sendable {
    /// The length at which a segment is sealed, in bytes. One append that is longer gets a longer segment.
    package var segmentBytes = 64 << 20
    /// How far ahead of the writer the active segment is filled with zeros, in bytes. Where it is more than 0,
    /// the next segment is filled too once a quarter of that was written.
    package var fillAheadBytes = 8 << 20
    /// The most bytes of one append: texts and payloads.
    package var appendBytes = 64 << 20
    /// Payloads of more bytes are kept in files of their own, to which the log refers; 0 for none. Up to this length
    /// one in the log holds up the others by a fraction of a millisecond (0.45 ms with its sync, where a sync alone
    /// took 0.2), and a file for it would take it several times as long; what is longer would hold them up for
    /// milliseconds.
    package var payloadFileBytes = 1 << 20
    /// The most writes that wait at one time; more get ``StoreError/busy``.
    package var inFlightLimit = 1024
    /// The most bytes that waiting writes may hold.
    package var inFlightBytes = 512 << 20
    /// Whether deletions are recorded in `$deleted`.
    package var tracksDeletions = true
    /// Whether a log with damage is opened for writing all the same, with what is left of it.
    package var opensDamaged = false
    /// Whether to open without ever writing: reads only.
    package var readOnly = false
    /// The part of the sealed bytes that may belong to deleted messages before the scavenger starts by
    /// itself; nil for never.
    package var scavengeRatio: Double? = 0.5
    /// How often expired messages are purged, in milliseconds.
    package var purgeIntervalMilliseconds: UInt64 = 1000
    /// How long to wait for the lock of a directory that another process has open, in milliseconds: one that
    /// was killed keeps it until the system has cleared it away.
    package var lockMilliseconds = 300
    /// The clock.
    package var now: @Sendable () -> Timestamp = { .now() }
    /// The door to the files.
    package var fileSystem = FileSystem()

    /// The defaults.
    package init() {}
}
