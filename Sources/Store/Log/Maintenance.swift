import CLinux
import Octets

/// The background thread: removes files that are no part of the log, writes index files, and scavenges.
final class Maintenance: @unchecked Sendable {
    /// Tells the thread that there may be something to do.
    final class Signal: @unchecked Sendable {
        // Guarded by `lock`.
        private let lock = Lock()
        private var isSet = true
        private var isStopped = false
        private var requests: ContiguousArray<Reply<Bool>> = []

        func notice() { set(nil) }

        /// Asks for a scavenge; false if the thread has ended.
        @discardableResult
        func set(_ request: Reply<Bool>?) -> Bool {
            lock.withLock {
                guard !isStopped else { return false }
                isSet = true
                if let request { requests.append(request) }
                lock.signal()
                return true
            }
        }

        var shouldStop: Bool { lock.withLock { isStopped } }

        func stop() {
            lock.withLock {
                isStopped = true
                lock.signal()
            }
        }

        /// Waits; nil at the end.
        func wait() -> ContiguousArray<Reply<Bool>>? {
            lock.withLock {
                while !isSet, !isStopped { lock.wait() }
                if isStopped { return nil }
                isSet = false
                defer { requests.removeAll() }
                return requests
            }
        }

        /// The requests that nobody will serve.
        func leftovers() -> ContiguousArray<Reply<Bool>> {
            lock.withLock {
                defer { requests.removeAll() }
                return requests
            }
        }
    }

    /// Bytes of an index file that are written and synced at a time: commits share the disk.
    private static let step = 1 << 18

    let writer: LogWriter
    let signal: Signal
    // Written by `start` before the thread runs and by `stop`; both are the owner's.
    private var thread: SystemThread?
    /// The thread's own.
    private var withoutSidecar: Set<SegmentName>
    private var withSidecar: Set<SegmentName> = []
    let progress = ScavengeProgress.Box()

    init(writer: LogWriter, signal: Signal, withoutSidecar: [SegmentName]) {
        self.writer = writer
        self.signal = signal
        self.withoutSidecar = Set(withoutSidecar)
        for sealed in writer.state.manifest.sealed
        where !self.withoutSidecar.contains(sealed.name) { withSidecar.insert(sealed.name) }
    }

    func start() throws(SystemError) {
        thread = try SystemThread(name: "log-maintenance") { [self] in run() }
    }

    func stop() {
        signal.stop()
        thread?.join()
        thread = nil
    }

    private func run() {
        // Nobody waits for what it does, and everybody for the event loops and the writer.
        halserver_lower_priority()
        removeStrangers()
        while let requests = signal.wait() {
            writeSidecars()
            guard !requests.isEmpty || isWorthwhile else { continue }
            let result = Scavenger(writer, progress, signal).run()
            for request in requests { request.resume(result) }
            if case .success(true) = result { writeSidecars() }
        }
        for request in signal.leftovers() { request.resume(.failure(.closed)) }
    }

    /// Whether so much of the sealed segments is dead that the scavenger starts by itself.
    private var isWorthwhile: Bool {
        guard let ratio = writer.options.scavengeRatio else { return false }
        let (dead, total) = writer.state.lock.withLock {
            let state = writer.state
            var dead = 0
            for (slot, bytes) in state.index.deadBytes
            where slot < state.segments.count
                && state.segments[slot]?.name != state.manifest.active
            { dead += bytes }
            return (dead, state.manifest.sealed.reduce(0) { $0 + $1.length })
        }
        return dead > 0 && Double(dead) >= ratio * Double(total)
    }

    /// Removes what a crash has left: only names that the log makes itself.
    private func removeStrangers() {
        let (directory, manifest) = (
            writer.directory, writer.state.lock.withLock { writer.state.manifest }
        )
        var known: Set<String> = [manifest.active.log]
        for sealed in manifest.sealed { known.formUnion([sealed.name.log, sealed.name.index]) }
        let next = manifest.active.number
        _ = Result { () throws(SystemError) in
            for name in try directory.names() where !known.contains(name) {
                let stem = name.hasSuffix(".tmp") ? String(name.dropLast(4)) : name
                let log = stem.hasSuffix(".idx") ? stem.dropLast(4) + ".log" : stem
                let isOwn = SegmentName(log: log).map { $0.number <= next } ?? false
                let isManifest = stem == LogFormat.manifestName && name != stem
                // A segment that the writer is about to begin has a higher number.
                if isManifest || (isOwn && (name != stem || !known.contains(log) || stem != log)) {
                    if isManifest {
                        // The writer may be replacing it just now.
                        writer.manifestLock.withLock {
                            _ = Result { () throws(SystemError) in try directory.remove(name) }
                        }
                    } else {
                        try directory.remove(name)
                    }
                }
            }
        }
    }

    /// Writes the index files that are missing. A failure does no harm: the next start scans.
    private func writeSidecars() {
        let (manifest, hasher) = writer.state.lock.withLock {
            (writer.state.manifest, writer.state.index.ids.hasher)
        }
        for sealed in manifest.sealed where !withSidecar.contains(sealed.name) {
            if signal.shouldStop { return }
            withSidecar.insert(sealed.name)
            guard let segment = segment(sealed.name),
                let bytes = Sidecar.build(sealed, segment, hasher, store: manifest.store)
            else { continue }
            _ = Result { () throws(SystemError) in
                try writer.directory.replace(sealed.name.index, with: bytes, step: Self.step)
            }
        }
    }

    private func segment(_ name: SegmentName) -> LogSegment? {
        writer.state.lock.withLock {
            writer.state.segments.first { $0?.name == name } ?? nil
        }
    }
}

extension Sidecar {
    /// The index file of a segment; nil if the segment is damaged.
    static func build(
        _ sealed: Manifest.Sealed, _ segment: LogSegment, _ hasher: IDHasher, store: UUID
    ) -> Bytes? {
        var builder = Builder()
        var scan = SegmentScan(segment.header)
        let map = segment.map
        let bytes = map.span
        while true {
            switch scan.next(in: bytes, limit: sealed.length) {
            case .bad: return nil
            case .end:
                return scan.chain == sealed.chain ? builder.finish(sealed, store: store) : nil
            case .frame(let body):
                var offset = body.lowerBound
                while offset < body.upperBound,
                    let length = Record.checkedLength(bytes, at: offset),
                    let record = bytes.slice(offset, length)
                {
                    if case .message(let message)? = Record(record) {
                        builder.add(message, hash: hasher.hash(message.id), offset: offset)
                    } else {
                        builder.add(offset: offset)
                    }
                    offset += length
                }
            }
        }
    }
}
