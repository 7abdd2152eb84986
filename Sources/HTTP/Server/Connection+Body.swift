import Octets

/// A request's body as it comes in on a connection.
struct ConnectionBody: RequestBody.Source {
    let connection: Connection
    let serial: UInt32

    func next() async throws(RequestBody.Failure) -> Bytes? {
        if connection.loop.isCurrent, let ready = connection.takeBody(serial) {
            return try ready.get()
        }
        let result = await Waiter.wait { waiter in
            if connection.loop.isCurrent {
                connection.pullBody(serial, waiter)
            } else {
                // The handler reads its body on a thread of its own.
                connection.loop.submit { connection.pullBody(serial, waiter) }
            }
        }
        return try result.get()
    }

    func allowSlowSender() {
        if connection.loop.isCurrent {
            connection.allowSlowSender(serial)
        } else {
            connection.loop.submit { connection.allowSlowSender(serial) }
        }
    }

    func keepBytes() {
        if connection.loop.isCurrent {
            connection.keepBytes(serial)
        } else {
            connection.loop.submit { connection.keepBytes(serial) }
        }
    }
}

extension Connection {
    /// The body's next bytes if they are here, or its end or failure. Nil: they must be waited for.
    func takeBody(_ serial: UInt32) -> Result<Bytes?, RequestBody.Failure>? {
        guard serial == self.serial, phase == .running else { return .failure(.incomplete) }
        let result = nextBodyBytes()
        if result != nil, !inTurn { updateInterest() }
        return result
    }

    /// Hands the body's next bytes to `waiter` as soon as they come.
    func pullBody(
        _ serial: UInt32,
        _ waiter: Waiter<Result<Bytes?, RequestBody.Failure>>
    ) {
        if let ready = takeBody(serial) { return waiter.resume(ready) }
        guard exchange.pull == nil else { return waiter.resume(.failure(.incomplete)) }
        exchange.pull = waiter
        exchange.waitingSince = loop.now
        turn {
            guard exchange.expectsContinue else { return }
            exchange.expectsContinue = false
            loop.out.append(ResponseSerializer.hundredContinue)
        }
    }

    /// Lifts the pace that the body must have.
    func allowSlowSender(_ serial: UInt32) {
        guard serial == self.serial else { return }
        exchange.allowsSlowSender = true
        if !inTurn { updateDeadline() }
    }

    /// Counts the body against what all requests together may occupy.
    func keepBytes(_ serial: UInt32) {
        guard serial == self.serial else { return }
        exchange.keepsBody = true
    }

    /// Gives what came to whom waits for it.
    func deliverBody() {
        guard exchange.pull != nil else { return }
        guard let result = nextBodyBytes() else {
            // What came was framing alone: the wait goes on.
            if exchange.waitingSince == nil { exchange.waitingSince = loop.now }
            return
        }
        exchange.waitingSince = nil
        let pull = exchange.pull.take()
        pull?.resume(result)
    }

    /// Ends the wait for the body.
    func failBody(_ failure: RequestBody.Failure) {
        exchange.remaining = .broken(failure)
        exchange.persists = false
    }

    /// Counts what came while it was waited for: the pace of the body.
    func noteReceived(_ count: Int) {
        exchange.received &+= UInt64(count)
        guard let since = exchange.waitingSince else { return }
        exchange.waited &+= loop.now &- since
        exchange.waitingSince = phase == .skipping ? loop.now : nil
    }

    private func nextBodyBytes() -> Result<Bytes?, RequestBody.Failure>? {
        switch exchange.remaining {
        case .nothing: return .success(nil)
        case .broken(let failure): return .failure(failure)
        case .length(let remaining):
            let count = Int(min(UInt64(available), remaining))
            guard count > 0 else { return endOfInput() }
            if let failure = overload(count) { return .failure(failure) }
            let bytes = withInput { Bytes(copying: $0.extracting(0..<count)) }
            consume(count)
            let rest = remaining - UInt64(count)
            exchange.remaining = rest == 0 ? .nothing : .length(rest)
            return .success(bytes)
        case .chunks(var decoder):
            var writer = ByteWriter(capacity: available)
            do throws(ParseError) {
                let isAtEnd = try decode(&decoder) { writer.append($0) }
                exchange.remaining = isAtEnd ? .nothing : .chunks(decoder)
                if let failure = overload(writer.count) { return .failure(failure) }
                if writer.count > 0 { return .success(writer.finish()) }
                return isAtEnd ? .success(nil) : endOfInput()
            } catch {
                failBody(error.bodyFailure)
                return .failure(error.bodyFailure)
            }
        }
    }

    /// Ends the body where its reader keeps it and all that is kept would become too much.
    private func overload(_ count: Int) -> RequestBody.Failure? {
        guard exchange.keepsBody, !keepBody(count) else { return nil }
        failBody(.overloaded)
        // Others get their share at once, or all that come in the same turn would be refused.
        giveBackBody()
        return .overloaded
    }

    private func endOfInput() -> Result<Bytes?, RequestBody.Failure>? {
        guard inputEnded else { return nil }
        failBody(.incomplete)
        return .failure(.incomplete)
    }

    /// Decodes all input that is here; true at the body's end.
    private func decode(
        _ decoder: inout ChunkedDecoder, _ take: (Span<UInt8>) -> Void
    ) throws(ParseError) -> Bool {
        let (used, isAtEnd) = try withInput { (input) throws(ParseError) -> (Int, Bool) in
            var position = 0
            while true {
                switch try decoder.decode(input, from: &position, limits: limits) {
                case .data(let range): take(input.extracting(range))
                case .needsMore: return (position, false)
                case .end: return (position, true)
                }
            }
        }
        consume(used)
        return isAtEnd
    }

    /// Throws the rest of a body away that no handler wanted. False: more must come first.
    func skipBody() -> Bool {
        let before = available
        switch exchange.remaining {
        case .nothing, .broken: break
        case .length(let remaining):
            let count = Int(min(UInt64(before), remaining))
            consume(count)
            let rest = remaining - UInt64(count)
            exchange.remaining = rest == 0 ? .nothing : .length(rest)
        case .chunks(var decoder):
            do throws(ParseError) {
                let isAtEnd = try decode(&decoder) { _ in }
                exchange.remaining = isAtEnd ? .nothing : .chunks(decoder)
            } catch {
                failBody(error.bodyFailure)
            }
        }
        exchange.skipped &+= UInt64(before - available)
        switch exchange.remaining {
        case .nothing:
            endExchange()
            phase = .head
            restartIdling()
            return true
        case .broken: phase = .ending
        case .length, .chunks:
            if inputEnded || exchange.skipped > limits.skippedBodyBytes {
                phase = .ending
            } else if exchange.waitingSince == nil {
                exchange.waitingSince = loop.now
            }
        }
        return false
    }
}
