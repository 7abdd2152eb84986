import Octets
import Synchronization

/// What a log counts while it works. Each is one word that threads add to without waiting for each other.
final class LogCounters: Sendable {
    let appends = Atomic<UInt64>(0)
    let messages = Atomic<UInt64>(0)
    let conflicts = Atomic<UInt64>(0)
    let reads = Atomic<UInt64>(0)
    let readMessages = Atomic<UInt64>(0)
    let commits = Atomic<UInt64>(0)
    let syncs = Atomic<UInt64>(0)
    let writtenBytes = Atomic<UInt64>(0)
    /// How far the active segment was written, in bytes.
    let activeBytes = Atomic<UInt64>(0)

    init() {}
}

extension LogStore {
    package func figures() async -> StoreFigures {
        let counters = state.counters
        var figures = StoreFigures()
        figures.appends = counters.appends.load(ordering: .relaxed)
        figures.appendedMessages = counters.messages.load(ordering: .relaxed)
        figures.conflicts = counters.conflicts.load(ordering: .relaxed)
        figures.reads = counters.reads.load(ordering: .relaxed)
        figures.readMessages = counters.readMessages.load(ordering: .relaxed)
        figures.headPosition = state.head.load(ordering: .acquiring)
        var log = StoreFigures.Log()
        log.commits = counters.commits.load(ordering: .relaxed)
        log.syncs = counters.syncs.load(ordering: .relaxed)
        log.writtenBytes = counters.writtenBytes.load(ordering: .relaxed)
        log.bytes = counters.activeBytes.load(ordering: .relaxed)
        state.lock.withLock {
            figures.streams = state.index.streamCount
            figures.messages = state.index.entries.liveCount
            log.segments = state.manifest.sealed.count + 1
            for sealed in state.manifest.sealed { log.bytes &+= UInt64(clamping: sealed.length) }
            for bytes in state.index.deadBytes.values { log.deadBytes &+= UInt64(clamping: bytes) }
        }
        figures.log = log
        return figures
    }
}
