import Octets

extension Connection {
    /// Bodies of up to this many bytes are copied behind their head, larger ones sent from where they are.
    private static let copiedBytes = 16_384

    /// Refuses what is no readable request, and ends the connection behind it.
    func refuse(_ refusal: Refusal) {
        partialHead = nil
        beginExchange()
        exchange.persists = false
        consume(available)
        beginRecord()
        if loop.context.log != nil {
            exchange.logged = Exchange.Logged(method: Bytes(), target: Bytes())
        }
        answer(site.refuse(refusal))
    }

    /// Gives a whole answer to the output. Only for answers whose body is no stream: those need a task.
    func answer(_ response: Response) {
        guard begin(response, serial) != nil else { return }
        // Nobody can produce the body here.
        endStream(serial, isComplete: false)
    }

    /// Begins an answer; the body's producer is returned where it is a stream that is to be sent.
    func begin(
        _ response: Response, _ serial: UInt32
    ) -> (@Sendable (any BodySink) async throws -> Void)? {
        guard serial == self.serial, phase == .running, !exchange.isAnswered else { return nil }
        var stream: (@Sendable (any BodySink) async throws -> Void)?
        turn { stream = write(response) }
        return stream
    }

    private func write(
        _ response: Response
    ) -> (@Sendable (any BodySink) async throws -> Void)? {
        let framing = ResponseFraming(
            response.status, length: response.body.length, version: exchange.version)
        let isBodyless = exchange.isHead || framing == .none
        exchange.persists = persists(behind: response, framing)
        exchange.status = response.status
        exchange.route = response.route
        let date = loop.date
        ResponseSerializer.writeHead(
            status: response.status, headers: response.headers, framing: framing,
            connection: exchange.persists
                ? (exchange.version == .http10 ? .keepAlive : .implied) : .close,
            date: date.span, to: &loop.out)
        exchange.expectsContinue = false
        guard !isBodyless else {
            exchange.isAnswered = true
            return nil
        }
        exchange.bodyBytes = response.body.length ?? 0
        switch response.body {
        case .empty: break
        case .bytes(let bytes):
            if bytes.count <= Self.copiedBytes {
                loop.out.append(bytes)
            } else {
                queueOut()
                queue { $0.append(bytes) }
            }
        case .file(let region):
            queueOut()
            queue { $0.append(region) }
        case .parts(let parts):
            queueOut()
            queue { queue in
                for piece in parts.pieces {
                    switch piece {
                    case .bytes(let bytes): queue.append(bytes)
                    case .file(let region): queue.append(region)
                    }
                }
            }
        case .stream(let length, let produce):
            exchange.stream =
                switch framing {
                case .chunked: .chunked
                case .untilClose: .untilClose
                case .length, .none: .length(length ?? 0)
                }
            return produce
        }
        exchange.isAnswered = true
        return nil
    }

    /// Whether the connection can go on behind this answer, which must say so in its head.
    private func persists(behind response: Response, _ framing: ResponseFraming) -> Bool {
        guard exchange.persists, !response.closesConnection, !loop.isDraining else { return false }
        if framing == .untilClose, !exchange.isHead { return false }
        switch exchange.remaining {
        case .nothing: return true
        case .broken: return false
        case .length(let remaining):
            // Without the 100 the peer may send its body or not: nobody could tell what comes next.
            return !exchange.expectsContinue && remaining <= limits.skippedBodyBytes
        case .chunks: return !exchange.expectsContinue
        }
    }

    /// Takes the time at which a request began, if anybody wants to know: when the loop had done what was before
    /// it, and took it on.
    func beginRecord() {
        guard loop.context.isMetered || loop.context.log != nil else { return }
        exchange.started = loop.clock
        loop.traffic.requestsInFlight &+= 1
    }

    /// Counts the request under way, and writes the log's record of it.
    func record() {
        guard exchange.started != 0 else { return }
        loop.clock = MonotonicInstant.now.nanoseconds
        let elapsed = loop.clock &- exchange.started
        exchange.started = 0
        loop.traffic.requestsInFlight &-= 1
        loop.traffic.add(
            exchange.method, exchange.route, exchange.status, nanoseconds: elapsed)
        guard let log = loop.context.log, let logged = exchange.logged else { return }
        exchange.logged = nil
        log(
            RequestRecord(
                peer: peerDescription, method: logged.method, target: logged.target,
                version: logged.version, route: exchange.route?.pattern, status: exchange.status,
                bytesSent: exchange.bodyBytes, microseconds: elapsed / 1_000,
                userAgent: logged.userAgent, referer: logged.referer, trace: logged.trace))
    }
}

// MARK: - Streamed bodies

/// The peer went, or was too slow, before a streamed body was complete.
struct PeerGone: Error {}

/// Takes a streamed body for a connection.
struct ConnectionSink: BodySink {
    let connection: Connection
    let serial: UInt32

    func write(_ bytes: Bytes) async throws {
        guard !bytes.isEmpty else { return }
        let isAccepted: Bool
        if connection.loop.isCurrent {
            switch connection.stream(bytes, serial) {
            case .accepted: return
            case .gone: throw PeerGone()
            case .full:
                isAccepted = await Waiter.wait { connection.waitForRoom(serial, $0) }
            }
        } else {
            isAccepted = await Waiter.wait { waiter in
                connection.loop.submit {
                    switch connection.stream(bytes, serial) {
                    case .accepted: waiter.resume(true)
                    case .gone: waiter.resume(false)
                    case .full: connection.waitForRoom(serial, waiter)
                    }
                }
            }
        }
        if !isAccepted { throw PeerGone() }
    }
}

extension Connection {
    /// What became of a part of a streamed body.
    enum StreamState { case accepted, full, gone }

    /// Sends a part of a streamed body, or keeps it until the peer takes it.
    func stream(_ bytes: Bytes, _ serial: UInt32) -> StreamState {
        guard serial == self.serial, phase == .running, !exchange.isAnswered else { return .gone }
        switch exchange.stream {
        case .none: return .gone
        case .length(let remaining):
            guard UInt64(bytes.count) <= remaining else { return .gone }
            exchange.stream = .length(remaining - UInt64(bytes.count))
        case .chunked, .untilClose:
            exchange.bodyBytes &+= UInt64(bytes.count)
        }
        let isChunked = if case .chunked = exchange.stream { true } else { false }
        turn {
            if isChunked { ResponseSerializer.writeChunkStart(bytes.count, to: &loop.out) }
            if bytes.count <= Self.copiedBytes {
                loop.out.append(bytes)
            } else {
                queueOut()
                queue { $0.append(bytes) }
            }
            if isChunked { loop.out.append("\r\n") }
            if loop.out.count >= limits.writeAheadBytes || backlog != nil { flush() }
        }
        guard serial == self.serial, phase == .running else { return .gone }
        return isFull ? .full : .accepted
    }

    /// Resumes `waiter` when the peer has taken enough.
    func waitForRoom(_ serial: UInt32, _ waiter: Waiter<Bool>) {
        guard serial == self.serial, phase == .running, exchange.sinkWaiter == nil else {
            return waiter.resume(false)
        }
        guard isFull else { return waiter.resume(true) }
        exchange.sinkWaiter = waiter
    }

    /// Ends a streamed body. One that is shorter than it said ends the connection in a way that shows it.
    func endStream(_ serial: UInt32, isComplete: Bool) {
        guard serial == self.serial, phase == .running, !exchange.isAnswered else { return }
        var isWhole = isComplete
        if case .length(let remaining) = exchange.stream, remaining > 0 { isWhole = false }
        guard isWhole else {
            let isUntilClose = if case .untilClose = exchange.stream { true } else { false }
            flush()
            return close(reset: isUntilClose)
        }
        turn {
            if case .chunked = exchange.stream { loop.out.append("0\r\n\r\n") }
            exchange.isAnswered = true
        }
    }
}
