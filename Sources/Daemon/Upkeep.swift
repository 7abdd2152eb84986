import CLinux
import Octets
import Store

/// What the stores of bytes have done for them in the background, at start and every so often: old streams go,
/// streams that others put there get their places, and what killed processes left is cleared away. A thread of its
/// own, of lower priority.
final class Upkeep: @unchecked Sendable {
    /// One thing to do.
    struct Chore: Sendable {
        /// What it is, for a line that says why it was not done: `expire streams`.
        let name: String
        /// Whether it is done every cycle, whatever it costs. Others wait twenty times as long as they take.
        let isPunctual: Bool
        /// Does it, and says in a sentence what came of it; nil for nothing.
        let work: @Sendable () throws(BlobError) -> String?
    }

    // Guarded by `lock`.
    private let lock = Lock()
    private var isEnding = false
    private var isAtWork = false

    private let chores: [Chore]
    private let cycle: UInt64
    private let journal: Journal

    /// Upkeep that is not begun yet.
    /// - Parameter cycle: how long to wait between two rounds, in milliseconds.
    init(_ chores: [Chore], every cycle: UInt64, journal: Journal) {
        self.chores = chores
        // Below that it would be one round after the other.
        self.cycle = max(cycle, 10)
        self.journal = journal
    }

    /// Begins with the first round.
    func start() throws(SystemError) {
        guard !chores.isEmpty else { return }
        try SystemThread.detach(name: "upkeep") { [self] in run() }
    }

    /// Begins no further chore. Waits a second at most for the one that is under way; whatever it does, the stores
    /// are whole at each moment.
    func stop() {
        let deadline = MonotonicInstant.now.advanced(milliseconds: 1000)
        lock.withLock {
            isEnding = true
            lock.broadcast()
            while isAtWork, MonotonicInstant.now < deadline { lock.wait(until: deadline) }
        }
    }

    private func run() {
        halserver_lower_priority()
        var due = [MonotonicInstant](repeating: .now, count: chores.count)
        while waits(until: due.min() ?? .now) {
            for (index, chore) in chores.enumerated() where due[index] <= .now {
                guard let cost = attempt(chore) else { return }
                let pause = chore.isPunctual ? cycle : max(cycle, 20 * min(cost, 1 << 32))
                due[index] = MonotonicInstant.now.advanced(milliseconds: pause)
            }
        }
    }

    /// Does a chore; how many milliseconds it took. Nil at the end.
    private func attempt(_ chore: Chore) -> UInt64? {
        let mayBegin = lock.withLock {
            isAtWork = !isEnding
            return isAtWork
        }
        guard mayBegin else { return nil }
        let start = MonotonicInstant.now
        do throws(BlobError) {
            let outcome = try chore.work()
            journal.note(
                outcome ?? "Nothing to do: \(chore.name).", outcome == nil ? .trace : .info)
        } catch {
            journal.note("Could not \(chore.name): \(error.cause).", .error)
        }
        lock.withLock {
            isAtWork = false
            lock.broadcast()
        }
        return start.milliseconds(until: .now)
    }

    /// Waits until a moment. False at the end.
    private func waits(until moment: MonotonicInstant) -> Bool {
        lock.withLock {
            while !isEnding, MonotonicInstant.now < moment { lock.wait(until: moment) }
            return !isEnding
        }
    }
}
