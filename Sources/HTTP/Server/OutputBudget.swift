import Octets

/// What all connections together hold in memory for peers that do not take it (``Limits/unsentBytes``). A server
/// cannot tell a slow reader from one that never will read, until it needs the memory: then the peer that has
/// taken nothing for longest has to go.
final class OutputBudget: Sendable {
    private struct Entry {
        let loop: EventLoop
        var bytes: Int
        /// When the peer last took something, on the monotonic clock.
        var lastProgress: UInt64
    }

    private let limit: Int
    private let lock = Lock()
    // Guarded by `lock`.
    private nonisolated(unsafe) var entries: [UInt64: Entry] = [:]
    private nonisolated(unsafe) var total = 0
    /// Those that have to go and were not ended yet.
    private nonisolated(unsafe) var chosen: [(loop: EventLoop, connection: UInt64)] = []

    /// A budget of `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Notes what a connection holds now. Where that is too much with all the others, they have to go, the one
    /// without progress for longest first, until an eighth is free again; never the connection itself, so that
    /// any single answer can be sent however large it is.
    /// - Returns: the connections of the caller's loop that have to go. It must end them at once: before it has
    ///   seen to all that is ready it may have made dozens of answers more.
    func note(
        _ connection: UInt64, of loop: EventLoop, bytes: Int, lastProgress: UInt64
    ) -> [UInt64] {
        let (own, others) = lock.withLock {
            unsafe total += bytes - (entries[connection]?.bytes ?? 0)
            unsafe entries[connection] = Entry(
                loop: loop, bytes: bytes, lastProgress: lastProgress)
            let others = unsafe total > limit ? chooseStalled(except: connection, loop) : []
            return (takeChosen(of: loop), others)
        }
        for other in others {
            other.submit {
                for word in self.lock.withLock({ self.takeChosen(of: other) }) {
                    other.connection(word)?.endStalled()
                }
            }
        }
        return own
    }

    /// Forgets a connection, which holds nothing any more or has ended.
    func forget(_ connection: UInt64) {
        lock.withLock {
            // Who took everything meanwhile need not go any more.
            unsafe chosen.removeAll { $0.connection == connection }
            guard let entry = unsafe entries.removeValue(forKey: connection) else { return }
            unsafe total -= entry.bytes
        }
    }

    /// Chooses who has to go, and says which other loops they are of. Only inside the lock.
    private func chooseStalled(except connection: UInt64, _ loop: EventLoop) -> [EventLoop] {
        var loops: [EventLoop] = []
        let others = unsafe entries.filter { $0.key != connection }
            .sorted { $0.value.lastProgress < $1.value.lastProgress }
        for (word, entry) in others {
            guard unsafe total > limit - limit / 8 else { break }
            unsafe entries[word] = nil
            unsafe total -= entry.bytes
            unsafe chosen.append((entry.loop, word))
            if entry.loop !== loop, !loops.contains(where: { $0 === entry.loop }) {
                loops.append(entry.loop)
            }
        }
        return loops
    }

    /// Takes those of a loop that have to go. Only inside the lock.
    private func takeChosen(of loop: EventLoop) -> [UInt64] {
        guard unsafe !chosen.isEmpty else { return [] }
        let own = unsafe chosen.filter { $0.loop === loop }.map(\.connection)
        unsafe chosen.removeAll { $0.loop === loop }
        return own
    }
}
