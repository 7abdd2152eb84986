import Octets
import Synchronization

/// The embedded store: an append-only log in a directory, with everything else derived from it
/// (`log-store.md`; the files: `FORMAT.md`).
///
/// ```swift
/// let store = try LogStore.open(directory: "data")
/// let result = try await store.append([message], to: stream, expecting: .any)
/// await store.close()
/// ```
package final class LogStore: StreamStore {
    package let provider = "Log"

    let state: LogState
    let directory: LogDirectory
    let options: LogOptions
    let waiters: Waiters
    /// Nil if the log is not written.
    let writer: LogWriter?
    let maintenance: Maintenance?
    /// Reads that would wait for the disk happen here.
    let readPool = ReadPool()
    /// Why the log is not written; nil if it is.
    private let refusal: StoreError?
    /// Held while the store is open.
    private let lockFile: LogFile?
    /// What was found wrong with the files when they were opened.
    package let faults: [LogFault]

    /// Opens the log in a directory, or begins one there.
    ///
    /// - Throws: ``LogOpenError``. Damage does not throw: the store opens for reading, ``faults`` tell the
    ///   places, and writes are refused, unless ``LogOptions/opensDamaged``.
    package static func open(
        directory path: String, options: LogOptions = LogOptions()
    ) throws(LogOpenError) -> LogStore {
        let directory: LogDirectory
        let lock: LogFile?
        do throws(SystemError) {
            directory = try LogDirectory(
                path, fileSystem: options.fileSystem, creates: !options.readOnly)
            lock = options.readOnly ? nil : try directory.openLock()
        } catch {
            throw .system(error, path: path)
        }
        guard !directory.isWorldWritable else { throw .worldWritable(directory: path) }
        guard lock?.lock(waiting: options.lockMilliseconds) ?? true else {
            throw .locked(directory: path)
        }
        let log = try Recovery.run(directory, options)
        do throws(SystemError) {
            return try LogStore(log, directory, options, lock)
        } catch {
            throw .system(error, path: path)
        }
    }

    private init(
        _ log: RecoveredLog, _ directory: LogDirectory, _ options: LogOptions, _ lock: LogFile?
    ) throws(SystemError) {
        state = log.state
        self.directory = directory
        self.options = options
        lockFile = lock
        faults = log.faults
        let waiters = Waiters()
        self.waiters = waiters
        guard !options.readOnly else {
            (writer, maintenance) = (nil, nil)
            refusal = .readOnly("the store was opened for reading only")
            return
        }
        guard let tail = log.tail, log.faults.isEmpty || options.opensDamaged else {
            (writer, maintenance) = (nil, nil)
            refusal = .readOnly(log.faults.first?.description ?? "the log is damaged")
            return
        }
        refusal = nil
        if log.isRebuilt {
            try directory.replace(LogFormat.manifestName, with: log.state.manifest.encoded())
        }
        let signal = Maintenance.Signal()
        let writer = try LogWriter(
            state: log.state, directory: directory, options: options, waiters: waiters, tail: tail,
            noticeChange: { signal.notice() })
        let maintenance = Maintenance(
            writer: writer, signal: signal, withoutSidecar: log.withoutSidecar)
        self.writer = writer
        self.maintenance = maintenance
        try writer.start()
        do throws(SystemError) {
            try maintenance.start()
        } catch {
            writer.close()
            throw error
        }
    }

    package func headPosition() async throws(StoreError) -> Int64 {
        state.head.load(ordering: .acquiring)
    }

    package func changes(after position: Int64) async throws -> Int64 {
        let state = state
        return try await waiters.wait(after: position) { state.head.load(ordering: .acquiring) }
    }

    package func writeObstacle() async -> StoreError? {
        refusal ?? writer?.currentObstacle
    }

    package func close() async {
        waiters.close()
        // Joining threads blocks; it happens once, at the end.
        maintenance?.stop()
        writer?.close()
        readPool.stop()
        lockFile?.unlock()
    }

    deinit {
        waiters.close()
        maintenance?.stop()
        writer?.close()
        readPool.stop()
    }

    /// Has the writer do something, and waits for the answer.
    func write<Value: Sendable>(
        _ request: (Reply<Value>) -> WriteRequest
    ) async throws(StoreError) -> Value {
        guard let writer else { throw refusal ?? .closed }
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Value, StoreError>, Never>) in
            let reply = unsafe Reply(continuation)
            if let error = writer.submit(request(reply)) { reply.resume(.failure(error)) }
        }
        return try result.get()
    }
}
