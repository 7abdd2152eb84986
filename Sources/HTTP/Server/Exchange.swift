import Octets

/// One request under way and its answer. A loop keeps those of requests that ended for the next ones: an idle
/// connection has none.
final class Exchange {
    /// How much of the request's body has not been read.
    enum Remaining {
        case nothing
        case length(UInt64)
        case chunks(ChunkedDecoder)
        /// It broke; the connection cannot go on.
        case broken(RequestBody.Failure)
    }

    /// What is left to send of a streamed answer.
    enum Stream {
        case none
        case length(UInt64)
        case chunked
        case untilClose
    }

    /// Only kept where there is a log.
    struct Logged {
        var method: Bytes
        var target: Bytes
        var version: Request.Version?
        var userAgent: Bytes?
        var referer: Bytes?
        var trace: TraceContext?
    }

    var isHead = false
    /// Nil where there was no head, or its method is not known here.
    var method: Method?
    /// When the head was complete, in nanoseconds; 0 where the time is not taken.
    var started: UInt64 = 0
    var version = Request.Version.http11
    /// Whether the connection may go on behind the answer, as far as is known yet.
    var persists = true
    var remaining = Remaining.nothing
    /// Whether the peer holds its body back until it is told to go on.
    var expectsContinue = false
    /// Whether the reader of the body said that its sender may be slow.
    var allowsSlowSender = false
    /// Whether the reader of the body keeps what it reads until the answer.
    var keepsBody = false
    /// What of the budget of unfinished requests the body has that its handler collects.
    var bodyShare = 0
    /// Who waits for the body's next bytes.
    var pull: Waiter<Result<Bytes?, RequestBody.Failure>>?
    /// When somebody, or the engine itself, began to wait for the body; and for how long it has been waited
    /// before, and how many bytes came. In nanoseconds and bytes.
    var waitingSince: UInt64?
    var waited: UInt64 = 0
    var received: UInt64 = 0
    /// How much of an unwanted body has been skipped.
    var skipped: UInt64 = 0
    var stream = Stream.none
    /// Who waits for room behind what was written.
    var sinkWaiter: Waiter<Bool>?
    /// Whether all of the answer has been given to the output.
    var isAnswered = false
    var status: Status?
    var route: RouteLabel?
    var bodyBytes: UInt64 = 0
    var logged: Logged?
    var task: Task<Void, Never>?

    /// Forgets all but what is left of the request's body and how fast that came.
    func keepUnreadBody() {
        isHead = false
        method = nil
        started = 0
        version = .http11
        persists = true
        expectsContinue = false
        allowsSlowSender = false
        keepsBody = false
        if pull != nil { pull = nil }
        waitingSince = nil
        skipped = 0
        stream = .none
        if sinkWaiter != nil { sinkWaiter = nil }
        isAnswered = false
        status = nil
        route = nil
        bodyBytes = 0
        if logged != nil { logged = nil }
        if task != nil { task = nil }
    }

    /// Forgets all, for the next request.
    func reset() {
        keepUnreadBody()
        remaining = .nothing
        waited = 0
        received = 0
    }
}
