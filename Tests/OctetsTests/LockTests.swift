import Octets
import Testing

@Suite struct LockTests {
    /// Guarded by `lock`.
    private final class Counter: @unchecked Sendable {
        let lock = Lock()
        var value = 0
    }

    @Test func `one thread at a time is inside`() async {
        let counter = Counter()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { counter.lock.withLock { counter.value += 1 } }
                }
            }
        }
        #expect(counter.value == 8000)
    }

    @Test func `waiting ends at the deadline`() {
        let lock = Lock()
        let start = MonotonicInstant.now
        let deadline = start.advanced(milliseconds: 20)
        lock.withLock {
            while MonotonicInstant.now < deadline { lock.wait(until: deadline) }
        }
        #expect(start.milliseconds(until: .now) >= 20)
    }

    @Test func `deadlines are cut, not overflowed`() {
        #expect(MonotonicInstant.now.advanced(milliseconds: .max).nanoseconds == .max)
        #expect(
            MonotonicInstant(nanoseconds: 5).milliseconds(until: MonotonicInstant(nanoseconds: 1))
                == 0)
    }

    @Test func `an error says the call and the reason`() {
        #expect(SystemError("open", code: 2).description == "open: No such file or directory")
    }
}
