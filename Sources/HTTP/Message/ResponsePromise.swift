/// What a request leads to. Most answers are there at once; the others are waited for, with a task or without.
package enum ResponsePromise: Sendable {
    /// The answer.
    case ready(Response)
    /// The answer follows from one piece of work of another thread.
    case later(LaterResponse)
    /// The answer must be waited for in a task: for the rest of the body, for several things, for a stream.
    case pending(@Sendable () async -> Response)

    /// The answer, waited for if need be.
    package func response() async -> Response {
        var promise = self
        while true {
            switch promise {
            case .ready(let response): return response
            case .later(let later): promise = await later.wait()
            case .pending(let wait): return await wait()
            }
        }
    }
}
