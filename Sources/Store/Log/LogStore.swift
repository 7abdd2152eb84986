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
    /// Payloads that are files of their own.
    let payloadFiles: PayloadFiles
    /// Nil if the log is not written.
    let keeper: PayloadKeeper?
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
        let payloadFiles = PayloadFiles(of: directory)
        self.payloadFiles = payloadFiles
        guard !options.readOnly else {
            (writer, maintenance, keeper) = (nil, nil, nil)
            refusal = .readOnly("the store was opened for reading only")
            return
        }
        guard let tail = log.tail, log.faults.isEmpty || options.opensDamaged else {
            (writer, maintenance, keeper) = (nil, nil, nil)
            refusal = .readOnly(log.faults.first?.description ?? "the log is damaged")
            return
        }
        refusal = nil
        if log.isRebuilt {
            try directory.replace(LogFormat.manifestName, with: log.state.manifest.encoded())
        }
        let keeper = PayloadKeeper(payloadFiles, log.state, options)
        self.keeper = keeper
        let signal = Maintenance.Signal()
        let writer = try LogWriter(
            state: log.state, directory: directory, options: options, waiters: waiters,
            sweeper: keeper.sweeper, tail: tail, noticeChange: { signal.notice() })
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
        // What damage has hidden may refer to any of them.
        if log.faults.isEmpty, (try? payloadFiles.directory(creates: false)) != nil {
            keeper.sweeper.sweep()
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
        stop()
        lockFile?.unlock()
    }

    deinit { stop() }

    /// Does what was accepted and ends the threads. Joining them blocks; it happens once, at the end.
    private func stop() {
        waiters.close()
        keeper?.close()
        maintenance?.stop()
        writer?.close()
        keeper?.sweeper.stop()
        readPool.stop()
    }

    /// Has the writer do something, and waits for the answer.
    func write<Value: Sendable>(
        _ request: (Reply<Value>) -> WriteRequest
    ) async throws(StoreError) -> Value {
        try await ask { writer, reply in
            if let error = writer.submit(request(reply)) { reply.resume(.failure(error)) }
        }
    }

    /// Has `begin` lead to an answer, and waits for it.
    func ask<Value: Sendable>(
        _ begin: (LogWriter, Reply<Value>) -> Void
    ) async throws(StoreError) -> Value {
        guard let writer else { throw refusal ?? .closed }
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Value, StoreError>, Never>) in
            begin(writer, unsafe Reply(continuation))
        }
        return try result.get()
    }
}
