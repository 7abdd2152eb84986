import Octets

extension EventLoop: Sleeper {
    /// An answer for which another thread works. A class: it goes from list to list, and a copy of what it holds
    /// costs more than the one allocation.
    final class Later: Sendable {
        let connection: Connection
        /// The request that it answers.
        let serial: UInt32
        let response: LaterResponse

        init(_ connection: Connection, _ serial: UInt32, _ response: LaterResponse) {
            self.connection = connection
            self.serial = serial
            self.response = response
        }
    }

    /// Has the work for an answer begin when this round's requests are read: what they ask of another thread it
    /// finds together, and is woken once.
    func begin(_ response: LaterResponse, for connection: Connection, _ serial: UInt32) {
        // The loop does not end before the work does.
        taskCount += 1
        begun.append(Later(connection, serial, response))
    }

    /// Begins the work of this round's requests.
    func beginWork() {
        guard !begun.isEmpty else { return }
        var sleepers = Sleepers()
        for later in begun {
            sleepers.add(later.response.begin { later.connection.loop.take(later) })
        }
        sleepers.wake()
        begun.removeAll(keepingCapacity: true)
    }

    /// Takes the word that the work for an answer is done. Returns the loop if it must be woken.
    private func take(_ later: Later) -> (any Sleeper)? {
        lock.withLock {
            guard !isStopped else { return nil }
            done.append(later)
            guard !isAwake else { return nil }
            isAwake = true
            return self
        }
    }

    /// Answers, now that the work is done.
    func conclude(_ later: Later) {
        taskCount -= 1
        later.connection.conclude(later.response, later.serial)
    }
}
