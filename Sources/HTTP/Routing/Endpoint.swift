/// What answers a request. What it throws, the mount's ``Dialect`` turns into an answer.
///
/// An endpoint that can say at once what is in memory does so in an *attempt*: a plain call, which costs a
/// fraction of a task. One whose answer follows from a single piece of another thread's work hands that over, which
/// costs no task either. What must wait otherwise is a function that may suspend.
package struct Endpoint: Sendable {
    /// A piece of work, and what follows from it (``LaterResponse``).
    package struct Work: Sendable {
        let begin: LaterResponse.Begin
        let response: @Sendable (Request) throws -> Response

        /// Work that `begin` begins, and whose answer to the request `response` makes when it is done.
        package init(
            begin: @escaping LaterResponse.Begin,
            response: @escaping @Sendable (Request) throws -> Response
        ) {
            self.begin = begin
            self.response = response
        }
    }

    /// Answers without waiting; nil where this request must be waited for, and then nothing has happened.
    let attempt: (@Sendable (Request) throws -> Response?)?
    /// Prepares the work that leads to the answer; nil where this request must be waited for in another way, and
    /// then nothing has happened.
    let work: (@Sendable (Request) throws -> Work?)?
    /// Answers, and may wait.
    private let respond: @Sendable (Request) async throws -> Response

    /// An endpoint that may wait for something each time.
    package init(_ respond: @escaping @Sendable (Request) async throws -> Response) {
        attempt = nil
        work = nil
        self.respond = respond
    }

    /// An endpoint that never waits.
    package init(immediate respond: @escaping @Sendable (Request) throws -> Response) {
        attempt = respond
        work = nil
        self.respond = respond
    }

    /// An endpoint that waits only where `attempt` gives nil.
    package init(
        attempting attempt: @escaping @Sendable (Request) throws -> Response?,
        else respond: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.attempt = attempt
        work = nil
        self.respond = respond
    }

    /// An endpoint that hands work over, and waits in another way only where `work` gives nil.
    package init(
        working work: @escaping @Sendable (Request) throws -> Work?,
        else respond: @escaping @Sendable (Request) async throws -> Response
    ) {
        attempt = nil
        self.work = work
        self.respond = respond
    }

    /// Answers, and waits if need be.
    package func callAsFunction(_ request: Request) async throws -> Response {
        try await respond(request)
    }

    /// The same endpoint between two changes: of what it is asked, and of what it answers. Work is only handed over
    /// for a request that is asked as it is: its answer is short.
    /// - Parameters:
    ///   - question: what the endpoint sees in the place of a request; nil for the request as it is.
    ///   - answer: changes the answer to the request, which it gets as it was.
    ///   - threads: where `answer` runs, should it take too long for a loop; nil for where the request is.
    package func between(
        _ question: @escaping @Sendable (Request) -> Request? = { _ in nil },
        _ answer: @escaping @Sendable (inout Response, Request) -> Void,
        on threads: @escaping @Sendable (Response, Request) -> BlockingPool? = { _, _ in nil }
    ) -> Endpoint {
        let respond: @Sendable (Request) async throws -> Response = { [respond] request in
            var response = try await respond(question(request) ?? request)
            if let pool = threads(response, request) {
                let before = response
                return await pool.value {
                    var response = before
                    answer(&response, request)
                    return response
                }
            }
            answer(&response, request)
            return response
        }
        if let work {
            return Endpoint(
                working: { request in
                    guard question(request) == nil, let work = try work(request) else { return nil }
                    return Work(begin: work.begin) { request in
                        var response = try work.response(request)
                        answer(&response, request)
                        return response
                    }
                }, else: respond)
        }
        guard let attempt else { return Endpoint(respond) }
        return Endpoint(
            attempting: { request in
                guard var response = try attempt(question(request) ?? request),
                    threads(response, request) == nil
                else { return nil }
                answer(&response, request)
                return response
            }, else: respond)
    }
}
