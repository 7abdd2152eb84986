package import Octets

/// An answer to which the work of another thread leads: a store's, say. It costs no task.
package struct LaterResponse: Sendable {
    /// Says that the work is done, on any thread, once. Returns the thread to wake for the answer, if it sleeps.
    package typealias Done = @Sendable () -> (any Sleeper)?

    /// Begins work, without waiting. Returns the thread to wake for it, if it sleeps.
    package typealias Begin = @Sendable (_ done: @escaping Done) -> (any Sleeper)?

    /// Begins the work. Called once, on the request's loop.
    package let begin: Begin
    /// The answer. Called once, when the work is done, on the request's loop.
    package let response: @Sendable () -> ResponsePromise

    /// An answer that is made by `response` when the work that `begin` begins is done.
    package init(
        begin: @escaping Begin,
        response: @escaping @Sendable () -> ResponsePromise
    ) {
        self.begin = begin
        self.response = response
    }

    /// The answer, waited for by a task.
    func wait() async -> ResponsePromise {
        await Waiter<Void>.wait { waiter in
            let sleeper = begin {
                waiter.resume(())
                return nil
            }
            sleeper?.wake()
        }
        return response()
    }
}
