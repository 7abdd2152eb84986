import Octets

extension Connection {
    /// How many bytes were read and not used yet.
    var available: Int { window.isEmpty ? held.count - heldStart : window.count }

    /// Shows the bytes that were read and not used yet.
    func withInput<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if window.isEmpty {
            let range = heldStart..<held.count
            return try held.withSpan { (span) throws(Failure) in try body(span.extracting(range)) }
        }
        return try loop.readBuffer.withSpan(window, body)
    }

    /// Marks bytes as used.
    func consume(_ count: Int) {
        guard count > 0 else { return }
        if !window.isEmpty {
            window = min(window.lowerBound + count, window.upperBound)..<window.upperBound
            return
        }
        heldStart = min(heldStart + count, held.count)
        if heldStart == held.count { releaseHeld() }
    }

    /// Reads once what the peer sent: into the loop's buffer, or behind what is held.
    func read() {
        guard !inputEnded, phase != .closed, phase != .ending, window.isEmpty else { return }
        let wanted: Int
        switch phase {
        case .running where exchange.pull == nil:
            wanted = limits.readAheadBytes - available
        case .head: wanted = limits.headRoomBytes - available
        default: wanted = loop.readBuffer.capacity
        }
        guard wanted > 0 else { return }
        switch loop.readBuffer.fill(from: transport, upTo: wanted) {
        case .moved(let count):
            loop.traffic.receivedBytes &+= UInt64(count)
            if heldStart == held.count {
                window = 0..<count
            } else {
                compact(adding: count)
                loop.readBuffer.withSpan(0..<count) { held.append($0) }
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
        loop.readBuffer.withSpan(window) { held.append($0) }
        window = 0..<0
    }

    /// Makes the used part of the held bytes free, before they grow.
    private func compact(adding count: Int) {
        guard heldStart > 0, heldStart >= (held.count - heldStart) / 2 else { return }
        var rest = ByteWriter(capacity: held.count - heldStart + count)
        let range = heldStart..<held.count
        held.withSpan { rest.append($0.extracting(range)) }
        held = rest
        heldStart = 0
    }

    private func releaseHeld() {
        heldStart = 0
        // An idle connection keeps no buffer.
        held = ByteWriter(capacity: 0)
    }
}

// MARK: - Requests

extension Connection {
    /// Reads a head and starts its request. False: more bytes are needed, or it went wrong.
    func startRequest() -> Bool {
        var current = parser.take() ?? loop.spareParser.take() ?? RequestHeadParser()
        let head: RequestHead?
        do throws(ParseError) {
            head = try withInput { (input) throws(ParseError) -> RequestHead? in
                try current.parse(input, limits: limits)
            }
        } catch {
            noteHead(isPartial: false)
            refuse(error.refusal)
            return false
        }
        guard let head else {
            if inputEnded {
                // Half a head and no more to come: there is nobody who could want an answer.
                phase = .ending
                consume(available)
            } else {
                parser = consume current
                noteHead(isPartial: true)
            }
            return false
        }
        noteHead(isPartial: false)
        current.reset()
        loop.spareParser = consume current
        consume(head.length)
        phase = .running
        serial &+= 1
        start(head)
        return true
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
            return answer(loop.context.refuse(error.refusal))
        }
        guard head.expectation != .unknown else {
            return answer(loop.context.refuse(.expectationFailed))
        }
        guard let method = head.method else {
            return answer(
                loop.context.refuse(.notImplemented("the method \(head.methodToken.text)")))
        }
        let request = Request(
            method: method, target: head.target, version: head.version, headers: head.headers,
            body: body, peer: peerDescription)
        exchange.logged?.trace = request.trace
        let serial = serial
        loop.taskCount += 1
        let task = Task.immediate(executorPreference: loop) { [self] in
            await run(request, serial)
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

    /// The life of a request's task.
    private func run(_ request: Request, _ serial: UInt32) async {
        let response = await loop.context.respond(request)
        guard let produce = begin(response, serial) else { return }
        do {
            try await produce(ConnectionSink(connection: self, serial: serial))
            endStream(serial, isComplete: true)
        } catch {
            endStream(serial, isComplete: false)
        }
    }
}
