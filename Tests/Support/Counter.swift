import Octets

/// A number that any thread may raise.
package final class Counter: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var count = 0

    package init() {}

    package var value: Int { lock.withLock { count } }

    package func add(_ number: Int) { lock.withLock { count += number } }
}
