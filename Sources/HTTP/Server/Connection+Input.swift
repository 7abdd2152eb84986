import Octets

extension Connection {
    /// How many bytes were read and not used yet.
    var available: Int { window.isEmpty ? held?.count ?? 0 : window.count }

    /// Shows the bytes that were read and not used yet.
    func withInput<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if window.isEmpty, let held { return try held.withSpan(body) }
        return try loop.readBuffer.withSpan(window, body)
    }

    /// Marks bytes as used.
    func consume(_ count: Int) {
        guard count > 0 else { return }
        if !window.isEmpty {
            window = min(window.lowerBound + count, window.upperBound)..<window.upperBound
        } else if let held {
            held.removeFirst(count)
            // An idle connection keeps no buffer.
            if held.count == 0 { self.held = nil }
        }
    }

    /// Reads once what the peer sent: into the loop's buffer, or behind what is held.
    func read() {
        guard !inputEnded, phase != .closed, phase != .ending, window.isEmpty else { return }
        let wanted: Int
        switch phase {
        case .running where exchange.pull == nil:
            wanted = mayReadAhead ? limits.readAheadBytes - available : 0
        case .head: wanted = limits.headRoomBytes - available
        default: wanted = loop.readBuffer.capacity
        }
        guard wanted > 0 else { return }
        switch loop.readBuffer.fill(from: transport, upTo: wanted) {
        case .moved(let count):
            loop.traffic.receivedBytes &+= UInt64(count)
            if let held {
                loop.readBuffer.withSpan(0..<count) { held.append($0) }
            } else {
                window = 0..<count
            }
            if exchange.waitingSince != nil { noteReceived(count) }
        case .wouldBlock: break
        case .ended: inputEnded = true
        case .failed: close(reset: false)
        }
    }

    /// Keeps what is left of the loop's buffer for the next turn.
    func stash() {
        guard !window.isEmpty else { return }
        let held = held ?? HeldInput(capacity: window.count)
        loop.readBuffer.withSpan(window) { held.append($0) }
        self.held = held
        window = 0..<0
    }
}

// MARK: - Requests

extension Connection {
    /// Reads a head and starts its request. False: more bytes are needed, or it went wrong.
    func startRequest() -> Bool {
        let head: RequestHead?
        do throws(ParseError) {
            head = try parseHead()
        } catch {
            partialHead = nil
            refuse(error.refusal)
            return false
        }
        guard let head else {
            if inputEnded {
                // Half a head and no more to come: there is nobody who could want an answer.
                phase = .ending
                consume(available)
            } else if loop.context.heldRequests.isSpent {
                refuse(RequestBody.Failure.overloaded.refusal)
            }
            return false
        }
        consume(head.length)
        beginExchange()
        start(head)
        return true
    }

    /// Goes on with the head under way. Nil: more bytes are needed.
    private func parseHead() throws(ParseError) -> RequestHead? {
        if let partialHead {
            let head = try withInput { (input) throws(ParseError) -> RequestHead? in
                try partialHead.parser.parse(input, limits: limits)
            }
            if head != nil { self.partialHead = nil }
            return head
        }
        defer { loop.parser.reset() }
        let head = try withInput { (input) throws(ParseError) -> RequestHead? in
            try loop.parser.parse(input, limits: limits)
        }
        if head == nil { keep(PartialHead(loop.parser)) }
        return head
    }

    /// Answers a request whose head is complete.
    private func start(_ head: RequestHead) {
        exchange.isHead = head.method == .head
        exchange.method = head.method
        beginRecord()
        exchange.version = head.version
        exchange.persists = head.persists
        if loop.context.log != nil {
            exchange.logged = Exchange.Logged(
                method: head.methodToken, target: head.rawTarget, version: head.version,
                userAgent: head.headers[.userAgent], referer: head.headers["Referer"])
        }
        let body: RequestBody
        do throws(ParseError) {
            body = try makeBody(head)
        } catch {
            exchange.persists = false
            return answer(site.refuse(error.refusal))
        }
        guard head.expectation != .unknown else {
            return answer(site.refuse(.expectationFailed))
        }
        guard let method = head.method else {
            return answer(
                site.refuse(.notImplemented("the method \(head.methodToken.text)")))
        }
        let request = request(head, method, body)
        exchange.logged?.trace = request.trace
        let serial = serial
        follow(site.answer(consume request), serial)
    }

    /// Sees to it that what a request led to becomes its answer.
    private func follow(_ promise: ResponsePromise, _ serial: UInt32) {
        switch promise {
        case .ready(let response):
            guard let produce = begin(response, serial) else { return }
            startTask { await $0.send(serial, produce) }
        case .later(let later): loop.begin(later, for: self, serial)
        case .pending(let wait):
            startTask { connection in
                let response = await wait()
                guard let produce = connection.begin(response, serial) else { return }
                await connection.send(serial, produce)
            }
        }
    }

    /// Answers, now that the work for it is done.
    func conclude(_ later: LaterResponse, _ serial: UInt32) {
        guard serial == self.serial, phase == .running else { return }
        follow(later.response(), serial)
    }

    /// Runs what is left to do for the request as a task of the loop.
    private func startTask(_ work: @escaping @Sendable (Connection) async -> Void) {
        let serial = serial
        loop.taskCount += 1
        let task = Task.immediate(executorPreference: loop) { [self] in
            await work(self)
            loop.taskCount -= 1
        }
        if serial == self.serial, phase == .running { exchange.task = task }
    }

    /// The body as the handler gets it: in memory if it is here already, else as a stream.
    private func makeBody(_ head: RequestHead) throws(ParseError) -> RequestBody {
        switch head.framing {
        case .none: return .empty
        case .length(let length):
            if length <= UInt64(available) {
                let count = Int(length)
                let bytes = withInput { Bytes(copying: $0.extracting(0..<count)) }
                consume(count)
                return RequestBody(bytes)
            }
            exchange.remaining = .length(length)
        case .chunked:
            var writer = ByteWriter(capacity: available)
            let used = try withInput { (input) throws(ParseError) -> Int? in
                var decoder = ChunkedDecoder()
                var position = 0
                while true {
                    switch try decoder.decode(input, from: &position, limits: limits) {
                    case .data(let range): writer.append(input.extracting(range))
                    case .needsMore: return nil
                    case .end: return position
                    }
                }
            }
            if let used {
                consume(used)
                return RequestBody(writer.finish())
            }
            exchange.remaining = .chunks(ChunkedDecoder())
        }
        exchange.expectsContinue = head.expectation == .hundredContinue
        var declared: UInt64?
        if case .length(let length) = head.framing { declared = length }
        return RequestBody(
            source: ConnectionBody(connection: self, serial: serial), declaredLength: declared)
    }

    /// Sends a streamed body.
    private func send(
        _ serial: UInt32, _ produce: @Sendable (any BodySink) async throws -> Void
    ) async {
        do {
            try await produce(ConnectionSink(connection: self, serial: serial))
            endStream(serial, isComplete: true)
        } catch {
            endStream(serial, isComplete: false)
        }
    }
}
