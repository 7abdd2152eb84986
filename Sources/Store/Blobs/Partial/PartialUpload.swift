package import Octets

/// An upload that comes in parts, with the lock that keeps everybody else from it, in whatever process. What
/// ``status`` says is durable. Letting the value go gives the lock up, ``release()`` does it at once.
///
/// One call at a time; a second one beside it is refused with ``BlobError/closed``. What waits for the disk is done on
/// the store's threads, never on the caller's.
package final class PartialUpload: @unchecked Sendable {
    private enum State {
        case ready(PartialContent)
        /// A call is under way.
        case used
        case ended
    }

    // Guarded by `lock`. A content that was taken out is touched by nobody else until it is put back.
    private let lock = Lock()
    private var state: State
    private var known: PartialStatus
    private let uploads: PartialUploads

    init(_ content: PartialContent, _ status: PartialStatus, _ uploads: PartialUploads) {
        state = .ready(content)
        known = status
        self.uploads = uploads
    }

    /// The identifier of the upload.
    package var id: UUID { status.id }

    /// What is known of it, and durable.
    package var status: PartialStatus { lock.withLock { known } }

    /// Begins a part, which goes behind what is there.
    /// - Parameters:
    ///   - count: how many bytes come; nil where that is not known.
    ///   - expected: the digest that they must have.
    ///   - length: the length of the whole upload, where only now somebody says it.
    package func begin(
        count: UInt64?, expecting expected: ContentHash? = nil, length: UInt64? = nil
    ) async throws(PartialError) {
        let part = PartialContent.Part(
            count: count, limit: uploads.options.mostLength ?? .max, expected: expected,
            length: length, hashes: uploads.hashes)
        try await use { [uploads] content throws(PartialError) in
            try uploads.checkRoom(for: count ?? 0)
            try content.begin(part)
        }
    }

    /// Takes bytes of the part. Returns when the next ones may come.
    package func write(_ chunk: Bytes) async throws(PartialError) {
        if chunk.isEmpty { return }
        let content = try take()
        do throws(PartialError) { try content.admit(chunk.count) } catch {
            putBack(content)
            throw error
        }
        if content.takeQuickly(chunk.span) { return putBack(content) }
        putBack(content)
        try await use { content throws(PartialError) in try content.take(chunk.span) }
    }

    /// Ends the part: its bytes are durable and count when this returns.
    /// - Throws: ``PartialError/wrongChecksum`` if they are not what was expected; nothing of them is left.
    package func finishPart() async throws(PartialError) {
        try await use { content throws(PartialError) in try content.finish(isWhole: true) }
    }

    /// Ends a part that broke off: what came of it is durable and counts, unless it would have to be checked.
    package func keepPart() async throws(PartialError) {
        try await use { content throws(PartialError) in try content.finish(isWhole: false) }
    }

    /// Gives a part up: what came of it since it was durable last does not count.
    package func discardPart() async {
        _ = try? await use { content throws(PartialError) in try content.cut() }
    }

    /// Gives the upload up. What became of one that is ended stays.
    package func remove() async throws(PartialError) {
        try await use { [uploads] content throws(PartialError) in
            try PartialError.mapping { () throws(SystemError) in try content.remove() }
            if case .ended = content.record.end { return }
            uploads.shelf.counters.aborted()
        }
        release()
    }

    /// Gives the lock up. Nothing can be done with this value any more. Waits for nothing.
    package func release() {
        lock.withLock {
            if case .ready(let content) = state { content.record.unlock() }
            state = .ended
        }
    }

    /// Has `body` done with the content, on one of the store's threads.
    func use<Value: Sendable>(
        _ body: @escaping @Sendable (PartialContent) throws(PartialError) -> Value
    ) async throws(PartialError) -> Value {
        // Only one thread has it at a time: this one, then that of the pool, then this one again.
        nonisolated(unsafe) let content = try take()
        let result: Result<Value, PartialError>
        do throws(PartialError) {
            let value = try await uploads.shelf.pool.runPart { () throws(PartialError) in
                try unsafe body(content)
            }
            result = .success(value)
        } catch {
            result = .failure(error)
        }
        let status = try? unsafe content.record.status(keptFor: uploads.options.seconds)
        lock.withLock { if let status { known = status } }
        unsafe putBack(content)
        return try result.get()
    }

    private func take() throws(PartialError) -> PartialContent {
        let content = lock.withLock { () -> PartialContent? in
            guard case .ready(let content) = state else { return nil }
            state = .used
            return content
        }
        guard let content else { throw .blob(.closed) }
        return content
    }

    private func putBack(_ content: PartialContent) {
        lock.withLock { state = .ready(content) }
    }
}
