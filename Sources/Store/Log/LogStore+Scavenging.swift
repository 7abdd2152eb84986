import Octets

extension LogStore {
    /// Gives back the bytes of everything that was deleted up to now; seals the active segment if some lie
    /// there. Returns when they are gone from the disk; the answer says whether there were any. It happens by
    /// itself when enough of them have gathered (``LogOptions/scavengeRatio``).
    @discardableResult
    package func scavenge() async throws(StoreError) -> Bool {
        guard let maintenance else { throw await writeObstacle() ?? .closed }
        _ = try await write { .seal($0) }
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Bool, StoreError>, Never>) in
            let reply = unsafe Reply(continuation)
            if !maintenance.signal.set(reply) { reply.resume(.failure(.closed)) }
        }
        return try result.get()
    }

    /// How far the scavenger is.
    package var scavengeProgress: ScavengeProgress {
        maintenance?.progress.now ?? ScavengeProgress()
    }
}
