import CLinux
import Octets

/// The thread that removes the files of payloads: of deleted messages, of appends that came to nothing, and at
/// first those that no record refers to, which a crash has left. It runs from when there is something to do.
///
/// Nothing is removed while somebody copies or checks the log (``PayloadFiles/hold(in:)``). Whoever has a
/// file open goes on reading it.
final class PayloadSweeper: @unchecked Sendable {
    /// What is to be removed.
    private enum Going {
        case file(PayloadName)
        /// The file that a record refers to. The segment stays readable meanwhile.
        case record(LogSegment, offset: Int)
    }

    /// How many files are removed before whoever wants to copy the log gets a turn.
    private static let step = 64
    /// How often it is tried again while somebody copies the log, in milliseconds.
    private static let patience: UInt64 = 50

    private let files: PayloadFiles
    private let state: LogState
    // All below guarded by `lock`.
    private let lock = Lock()
    private var queue: [Going] = []
    /// Files whose appends are not decided yet.
    private var inUse: Set<PayloadName> = []
    private var mustSweep = false
    private var isStopped = false
    private var thread: SystemThread?

    init(_ files: PayloadFiles, _ state: LogState) {
        self.files = files
        self.state = state
    }

    /// Removes what no record refers to, in the background.
    func sweep() {
        lock.withLock {
            mustSweep = true
            wake()
        }
    }

    /// Says that these are about to be made.
    func beginUse(of names: [PayloadName]) {
        lock.withLock { for name in names { inUse.insert(name) } }
    }

    /// Says that records which readers find refer to these now.
    func endUse(of names: [PayloadName]) {
        lock.withLock { for name in names { inUse.remove(name) } }
    }

    /// Removes files to which no record refers.
    func remove(_ names: [PayloadName]) {
        add(names.map { .file($0) })
    }

    /// Removes the files that these records refer to, which are deleted for good.
    func remove(referredToBy records: [(segment: LogSegment, offset: Int)]) {
        add(records.map { .record($0.segment, offset: $0.offset) })
    }

    private func add(_ going: [Going]) {
        lock.withLock {
            queue += going
            wake()
        }
    }

    /// Only inside the lock. Without a thread the files stay until the next start.
    private func wake() {
        guard !isStopped else { return }
        if thread == nil {
            thread = try? SystemThread(name: "log-payloads") { [self] in run() }
        }
        lock.signal()
    }

    /// Removes what is known to go if nobody keeps it from that, and ends the thread. The next start does the
    /// rest.
    func stop() {
        let thread = lock.withLock {
            isStopped = true
            lock.signal()
            return self.thread.take()
        }
        thread?.join()
    }

    // MARK: - The thread

    private func run() {
        halserver_lower_priority()
        while true {
            let next = lock.withLock { () -> (going: [Going], sweeps: Bool)? in
                while queue.isEmpty, !mustSweep {
                    if isStopped { return nil }
                    lock.wait()
                }
                defer { (queue, mustSweep) = ([], false) }
                return (queue, mustSweep && !isStopped)
            }
            guard let next else { return }
            remove(next.going)
            if next.sweeps { sweepNow() }
        }
    }

    private func remove(_ going: [Going]) {
        var rest = going[...]
        while !rest.isEmpty {
            let names = rest.prefix(Self.step).compactMap { name(of: $0) }
            rest = rest.dropFirst(Self.step)
            guard removeTogether(names) else { return }
            endUse(of: names)
        }
    }

    /// The file to be removed; nil where the record says nothing of one any more.
    private func name(of going: Going) -> PayloadName? {
        switch going {
        case .file(let name): name
        case .record(let segment, let offset): segment.origin(ofRecordAt: offset)?.name
        }
    }

    /// Removes some files as soon as nobody keeps them; false if that did not happen before the end.
    private func removeTogether(_ names: [PayloadName]) -> Bool {
        let found = Result { () throws(SystemError) in try files.directory(creates: false) }
        guard !names.isEmpty, case .success(let directory?) = found else { return true }
        while !directory.lockAlone() {
            let isAtEnd = lock.withLock {
                if !isStopped {
                    lock.wait(until: MonotonicInstant.now.advanced(milliseconds: Self.patience))
                }
                return isStopped
            }
            if isAtEnd { return false }
        }
        for name in names {
            // What cannot be removed now is found by the next start.
            _ = Result { () throws(SystemError) in try files.remove(name) }
        }
        directory.unlock()
        return true
    }

    /// Looks at each file that is there, and removes those that nobody refers to.
    private func sweepNow() {
        let listed = Result { () throws(SystemError) -> [String] in
            try files.directory(creates: false)?.names() ?? []
        }
        guard case .success(let listed) = listed else { return }
        var left: [PayloadName] = []
        for file in listed {
            if lock.withLock({ isStopped }) { return }
            guard let name = PayloadName(file: file), !isNeeded(name) else { continue }
            left.append(name)
            guard left.count == Self.step else { continue }
            guard removeTogether(left) else { return }
            left = []
        }
        _ = removeTogether(left)
    }

    /// Whether a file is in use, or a message refers to it. In this order: an append is entered into the index
    /// before its files are out of use.
    private func isNeeded(_ name: PayloadName) -> Bool {
        if lock.withLock({ inUse.contains(name) }) { return true }
        var places: [(segment: LogSegment, offset: Int)] = []
        state.lock.withLock {
            let index = state.index
            index.ids.candidates(index.ids.hash(name.id)) { position in
                guard let location = index.entries[position]?.location,
                    let segment = state.segment(location)
                else { return }
                places.append((segment, location.offset))
            }
        }
        for place in places {
            // A record that cannot be read may be the one.
            guard let origin = place.segment.origin(ofRecordAt: place.offset) else { return true }
            if origin.name == name { return true }
        }
        return false
    }
}
