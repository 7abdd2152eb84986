import Octets

/// How far the scavenger is.
package struct ScavengeProgress: Hashable, Sendable {
    /// Whether it is at work.
    package var isRunning = false
    /// How many of ``total`` segments this (or the last) run has looked at.
    package var done = 0
    /// How many segments this (or the last) run has to look at.
    package var total = 0
    /// The bytes that all runs since the start have given back.
    package var reclaimedBytes = 0
    /// How many runs have ended since the start.
    package var runs = 0

    /// Shared between the scavenger and whoever asks.
    final class Box: @unchecked Sendable {
        // Guarded by `lock`.
        private let lock = Lock()
        private var value = ScavengeProgress()

        var now: ScavengeProgress { lock.withLock { value } }

        func update(_ body: (inout ScavengeProgress) -> Void) { lock.withLock { body(&value) } }
    }
}
