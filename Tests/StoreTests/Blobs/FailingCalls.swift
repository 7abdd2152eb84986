import Octets

@testable import Store

/// Has calls of a blob store fail.
final class FailingCalls: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var call: BlobFaults.Call?
    private var left = 0
    private var code: Int32 = 0
    private var isForEver = false
    private var failures = 0

    var faults: BlobFaults {
        BlobFaults { [self] call, _ in
            lock.withLock {
                guard code != 0, self.call == nil || self.call == call else { return nil }
                left -= 1
                guard left < 0, isForEver || failures == 0 else { return nil }
                failures += 1
                return code
            }
        }
    }

    /// How many calls failed.
    var count: Int { lock.withLock { failures } }

    /// Has a call of that kind, or of any, fail after so many others of it, once or from then on.
    func fail(
        _ call: BlobFaults.Call?, after count: Int, with code: Int32, forEver: Bool = false
    ) {
        lock.withLock {
            self.call = call
            left = count
            self.code = code
            isForEver = forEver
            failures = 0
        }
    }

    func reset() { lock.withLock { code = 0 } }
}
