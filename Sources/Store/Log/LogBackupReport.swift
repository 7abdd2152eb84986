/// What a ``LogBackup`` did.
package struct LogBackupReport: Sendable, Hashable {
    /// How many segments the copy has.
    package internal(set) var segments = 0
    /// How many of them an earlier copy had left in the target.
    package internal(set) var kept = 0
    /// How many of them are the source's own files under a second name.
    package internal(set) var linked = 0
    /// How many files of payloads the copy has.
    package internal(set) var payloads = 0
    /// How many bytes were written.
    package internal(set) var copiedBytes = 0
}
