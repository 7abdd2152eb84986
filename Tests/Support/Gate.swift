import Octets

/// Holds tasks back until it is opened.
package final class Gate: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init() {}

    /// Suspends until the gate is open.
    package func wait() async {
        await withCheckedContinuation { continuation in
            let passes = lock.withLock {
                if !isOpen { waiting.append(continuation) }
                return isOpen
            }
            if passes { continuation.resume() }
        }
    }

    /// How many wait.
    package var count: Int { lock.withLock { waiting.count } }

    /// Lets everybody pass, from now on.
    package func open() {
        let released = lock.withLock {
            isOpen = true
            defer { waiting = [] }
            return waiting
        }
        for continuation in released { continuation.resume() }
    }
}
