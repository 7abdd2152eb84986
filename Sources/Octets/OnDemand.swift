/// A value that is made when somebody asks for the first time, once, and kept: for what a start need not wait for.
/// Whoever asks at the same time waits, so making it takes milliseconds at the most.
public final class OnDemand<Value: Sendable>: @unchecked Sendable {
    private enum State {
        case open(() -> Value)
        case made(Value)
    }

    private let lock = Lock()
    // Guarded by `lock`.
    private var state: State

    /// The value that `make` makes. It must not ask for the same value.
    public init(_ make: @escaping @Sendable () -> Value) { state = .open(make) }

    /// The value.
    public var value: Value {
        lock.withLock {
            switch state {
            case .made(let value): return value
            case .open(let make):
                let value = make()
                state = .made(value)
                return value
            }
        }
    }
}
