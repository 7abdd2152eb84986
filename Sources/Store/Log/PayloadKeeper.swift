import Glibc
import Octets

/// Takes long payloads out of appends, before the log's writer sees them: they are written to files by threads of
/// their own, so that no other append waits for them.
final class PayloadKeeper: @unchecked Sendable {
    /// How many appends are written out at one time.
    private static let threads = 4

    let files: PayloadFiles
    let sweeper: PayloadSweeper
    private let options: LogOptions
    /// Payloads with more bytes get files of their own.
    private let threshold: Int
    private let pool = BlobPool(threads: threads)
    // All below guarded by `lock`.
    private let lock = Lock()
    /// Appends that were taken and not handed on yet.
    private var waiting = 0
    private var waitingBytes = 0
    private var isClosing = false

    init(_ files: PayloadFiles, _ state: LogState, _ options: LogOptions) {
        self.files = files
        self.options = options
        threshold = options.payloadFileBytes > 0 ? options.payloadFileBytes : .max
        sweeper = PayloadSweeper(files, state)
    }

    /// Whether any of the messages has a payload that gets a file. Never in streams of the store's own, which it
    /// reads while it decides.
    func isWanted(for messages: [NewMessage], in stream: StreamID) -> Bool {
        for message in messages where message.payload.bytes.count > threshold {
            return !stream.isSystem
        }
        return false
    }

    /// Writes the long payloads of an append to files, and calls `then` when they are durable, on another thread.
    /// Or, where it cannot be taken, at once. What `then` is given must be handed to the writer or discarded.
    func keep(
        _ messages: [NewMessage],
        then: @escaping @Sendable (Result<KeptPayloads, KeepingError>) -> Void
    ) {
        let size = messages.reduce(0) { $0 &+ $1.storedLength }
        if size > options.appendBytes {
            return then(.failure(.refused(.tooLarge(limit: options.appendBytes))))
        }
        if let refusal = admit(size) { return then(.failure(.refused(refusal))) }
        pool.enqueue { [self] in
            then(Result { () throws(KeepingError) in try write(messages) })
            leave(size)
        }
    }

    private func admit(_ size: Int) -> StoreError? {
        lock.withLock {
            if isClosing { return .closed }
            let isFull = waitingBytes > 0 && waitingBytes + size > options.inFlightBytes
            if waiting >= options.inFlightLimit || isFull { return .busy }
            waiting += 1
            waitingBytes += size
            return nil
        }
    }

    private func leave(_ size: Int) {
        lock.withLock {
            waiting -= 1
            waitingBytes -= size
            if waiting == 0 { lock.broadcast() }
        }
    }

    private func write(_ messages: [NewMessage]) throws(KeepingError) -> KeptPayloads {
        var references: [PayloadReference?] = []
        var payloads: [(name: PayloadName, bytes: Bytes)] = []
        for message in messages {
            let bytes = message.payload.bytes
            guard bytes.count > threshold else {
                references.append(nil)
                continue
            }
            let reference = PayloadReference(
                number: .secureRandom(), checksum: CRC32C.of(bytes.span))
            references.append(reference)
            payloads.append((PayloadName(id: message.id, number: reference.number), bytes))
        }
        let names = payloads.map(\.name)
        // From before they are there: nothing refers to them yet, and nobody may take them for left over.
        sweeper.beginUse(of: names)
        do throws(SystemError) {
            try files.write(payloads)
            return KeptPayloads(references: references, names: names)
        } catch {
            // Perhaps one could not be removed just now.
            sweeper.remove(names)
            throw .failed(error)
        }
    }

    /// Takes no more appends, and waits until those that were taken are handed on.
    func close() {
        lock.withLock {
            isClosing = true
            while waiting > 0 { lock.wait() }
        }
        pool.stop()
    }
}

/// Why the payloads of an append did not get their files.
enum KeepingError: Error {
    /// Nothing was tried.
    case refused(StoreError)
    /// A call failed, and nothing is left.
    case failed(SystemError)
}
