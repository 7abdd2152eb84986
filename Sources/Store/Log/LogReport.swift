/// What a ``LogVerifier`` found.
package struct LogReport: Sendable {
    /// What is wrong.
    package internal(set) var faults: [LogFault] = []
    /// What a crash has left of the last batch, which was never acknowledged; the next start cuts it off.
    /// Beside a running server also a batch that is being written.
    package internal(set) var torn: LogFault?
    /// How many segments were read.
    package internal(set) var segments = 0
    /// How many frames check.
    package internal(set) var frames = 0
    /// How many records check, messages included.
    package internal(set) var records = 0
    /// How many of them are messages, deleted ones that were not scavenged yet included.
    package internal(set) var messages = 0
    /// How many files of payloads check.
    package internal(set) var payloads = 0
    /// How many bytes were read.
    package internal(set) var bytes = 0
}
