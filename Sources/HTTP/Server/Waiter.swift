/// A task that waits for a value. It must be resumed exactly once; the places that hold one take it out
/// before they resume it.
@safe struct Waiter<Value: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Value, Never>

    private init(_ continuation: UnsafeContinuation<Value, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    /// Suspends the task until the waiter that `body` is given is resumed, which may be at once.
    static func wait(_ body: (Waiter) -> Void) async -> Value {
        await unsafe withUnsafeContinuation { unsafe body(Waiter($0)) }
    }

    /// Lets the task go on with `value`, on its own executor.
    func resume(_ value: Value) {
        unsafe continuation.resume(returning: value)
    }
}
