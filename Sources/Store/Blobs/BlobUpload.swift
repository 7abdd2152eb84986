package import Octets

/// Bytes that are being uploaded: invisible until a store commits them, and gone without a trace if it never does,
/// because they broke off, were refused, or the value was simply let go.
///
/// One call at a time; a second one beside it is refused with ``BlobError/closed``. What waits for the disk is done
/// on the store's threads, never on the caller's: awaiting each call before the next chunk is read from the network
/// is what holds a fast sender back.
package final class BlobUpload: @unchecked Sendable {
    private enum State {
        case ready(BlobWriter)
        /// A call is under way.
        case used
        case ended
    }

    // Guarded by `lock`. A writer that was taken out is touched by nobody else until it is put back.
    private let lock = Lock()
    private var state: State
    private var taken: UInt64 = 0
    private var known: [ContentHash] = []
    private let pool: BlobPool
    private let counters: BlobCounters
    /// The identifier of the temporary file, and what a byte stream will be called.
    package let id: UUID

    init(_ writer: consuming BlobWriter, pool: BlobPool, counters: BlobCounters) {
        id = writer.temporary.id
        state = .ready(writer)
        self.pool = pool
        self.counters = counters
    }

    deinit {
        // Removing a long file may take its time.
        guard case .ready(let writer) = state else { return }
        counters.aborted()
        let temporary = writer.temporary
        pool.enqueue { temporary.remove() }
    }

    /// How many bytes were taken so far.
    package var count: UInt64 { lock.withLock { taken } }

    /// The digests of the bytes; none before a store committed them, whatever came of that.
    package var hashes: [ContentHash] { lock.withLock { known } }

    /// Takes a chunk. Returns when the next one may come. After an error there is nothing left of the upload.
    package func write(_ chunk: Bytes) async throws(BlobError) {
        if chunk.isEmpty { return }
        let writer = try use()
        do throws(BlobError) {
            try writer.admit(chunk.count)
        } catch {
            await discard(writer)
            throw error
        }
        if writer.takeQuickly(chunk.span) { return putBack(writer) }
        // Only one thread has it at a time: this one, then that of the pool, then this one again.
        nonisolated(unsafe) let handed = writer
        do throws(BlobError) {
            try await pool.run { () throws(BlobError) in
                try BlobError.mapping { () throws(SystemError) in
                    try unsafe handed.take(chunk.span)
                }
            }
        } catch {
            await discard(writer)
            throw error
        }
        putBack(writer)
    }

    /// Writes what has come together and gives up the memory for it: for an upload that pauses, to be resumed.
    package func pause() async throws(BlobError) {
        let writer = try use()
        nonisolated(unsafe) let handed = writer
        do throws(BlobError) {
            try await pool.run { () throws(BlobError) in
                try BlobError.mapping { () throws(SystemError) in try unsafe handed.pause() }
            }
        } catch {
            await discard(writer)
            throw error
        }
        putBack(writer)
    }

    /// Gives the upload up: nothing is left of it when this returns. Does nothing after its end.
    package func abort() async {
        guard let writer = try? use() else { return }
        await discard(writer)
    }

    /// Hands the writer to a store that commits it, on one of the threads. Whatever is thrown there, nothing is left
    /// of the temporary file.
    func commit<Value: Sendable>(
        _ body: @escaping @Sendable (BlobWriter) throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        nonisolated(unsafe) let writer = try use()
        defer { end() }
        let (counters, length) = (counters, unsafe writer.count)
        return try await pool.run { [self] () throws(BlobError) in
            defer {
                unsafe writer.temporary.remove()
                lock.withLock { known = unsafe writer.hashes }
            }
            do throws(BlobError) {
                let value = try unsafe body(writer)
                counters.committed(length, directly: unsafe writer.wasDirect)
                return value
            } catch {
                counters.aborted()
                throw error
            }
        }
    }

    private func use() throws(BlobError) -> BlobWriter {
        let writer = lock.withLock { () -> BlobWriter? in
            guard case .ready(let writer) = state else { return nil }
            state = .used
            return writer
        }
        guard let writer else { throw .closed }
        return writer
    }

    private func putBack(_ writer: BlobWriter) {
        lock.withLock {
            taken = writer.count
            state = .ready(writer)
        }
    }

    private func end() { lock.withLock { state = .ended } }

    private func discard(_ writer: BlobWriter) async {
        end()
        counters.aborted()
        let temporary = writer.temporary
        _ = try? await pool.run { () throws(BlobError) in temporary.remove() }
    }
}
