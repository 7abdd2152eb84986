import CLinux
import Glibc
import Octets

/// Reads a data directory and derives everything from it. Changes nothing on disk, except that a new log is
/// begun where there is none.
struct Recovery: ~Copyable {
    private let directory: LogDirectory
    private let options: LogOptions
    private let index: LogIndex
    private var manifest: Manifest
    private var faults: [LogFault] = []
    private var withoutSidecar: [SegmentName] = []
    private var segments: ContiguousArray<LogSegment?> = []
    private var tail: RecoveredLog.Tail?
    private let loader: IDLoader
    /// Ids that were not given to the loader yet.
    private var ids: ContiguousArray<IDLoader.Item> = []
    private let isRebuilt: Bool

    /// The shortest record that makes a stream, in bytes.
    private static let streamRecordLength = 24

    /// Reads the log in `directory`.
    static func run(
        _ directory: LogDirectory, _ options: LogOptions
    ) throws(LogOpenError) -> RecoveredLog {
        var recovery = try Recovery(directory, options)
        let read = Result { () throws(LogOpenError) in try recovery.read() }
        // Whatever happens, the loader's thread must end.
        recovery.index.adopt(recovery.loader.finish())
        try read.get()
        // What reading needed is given back; else it would look as if the index took it.
        if !recovery.manifest.sealed.isEmpty { halserver_trim_memory() }
        recovery.readRetentions()
        return recovery.finish()
    }

    private mutating func read() throws(LogOpenError) {
        for place in manifest.sealed.indices { try readSealed(place) }
        try readActive()
        loader.add(ids)
        ids = []
    }

    private init(_ directory: LogDirectory, _ options: LogOptions) throws(LogOpenError) {
        self.directory = directory
        self.options = options
        let found = try ManifestFile.load(directory, options)
        manifest = found.manifest
        isRebuilt = found.isRebuilt
        let hasher = IDHasher(key: manifest.seed)
        index = LogIndex(hasher: hasher)
        loader = IDLoader(hasher: hasher)
        if found.isRebuilt { note(LogFormat.manifestName, 0, "missing or damaged") }
    }

    private consuming func finish() -> RecoveredLog {
        let state = LogState(index: index, segments: segments, manifest: manifest)
        return RecoveredLog(
            state: state, faults: faults, tail: tail, withoutSidecar: withoutSidecar,
            isRebuilt: isRebuilt)
    }

    private mutating func note(_ file: String, _ offset: Int, _ reason: String) {
        faults.append(LogFault(file: file, offset: offset, reason: reason))
    }

    // MARK: - Sealed segments

    private mutating func readSealed(_ place: Int) throws(LogOpenError) {
        let sealed = manifest.sealed[place]
        guard let (segment, present) = try open(sealed.name, length: sealed.length) else { return }
        let map = segment.map
        if let sidecar = sidecar(of: sealed) {
            sidecar.replay(slot: segment.slot) { position, hash, entry in
                enter(entry, at: position, hash)
            } other: { offset in
                guard let length = Record.checkedLength(map.span, at: offset),
                    let record = map.span.slice(offset, length)
                else {
                    note(sealed.name.log, offset, "a record's checksum fails")
                    return
                }
                apply(record, at: offset, slot: segment.slot)
            }
            return
        }
        withoutSidecar.append(sealed.name)
        let end = scan(
            segment, limit: min(sealed.length, present), chain: isRebuilt ? nil : sealed.chain)
        if isRebuilt, let end {
            // What was guessed is known now.
            (manifest.sealed[place].length, manifest.sealed[place].chain) = end
        }
    }

    /// A sealed segment's index file; nil if it is missing or wrong.
    private func sidecar(of sealed: Manifest.Sealed) -> Sidecar? {
        let mapped = Result { () throws(SystemError) -> (SegmentMap, Int) in
            let file = try directory.file(sealed.name.index, writable: false)
            let length = try file.length()
            return (try file.map(length: length), length)
        }
        guard case .success(let (map, length)) = mapped else { return nil }
        return Sidecar(map, length: length, of: sealed, store: manifest.store)
    }

    /// Opens and maps a segment; notes what is wrong with it.
    private mutating func open(
        _ name: SegmentName, length: Int?
    ) throws(LogOpenError) -> (LogSegment, present: Int)? {
        let slot = segments.count
        let mapped = Result { () throws(SystemError) -> (SegmentMap, Int) in
            let file = try directory.file(name.log, writable: false)
            let present = try file.length()
            return (try file.map(length: max(length ?? 0, present, options.segmentBytes)), present)
        }
        switch mapped {
        case .failure(let error):
            guard error.code == ENOENT else {
                throw .system(error, path: directory.path + "/" + name.log)
            }
            note(name.log, 0, "the file is missing")
            segments.append(nil)
            return nil
        case .success(let (map, present)):
            if let length, present < length {
                note(name.log, present, "the file is cut; \(length) bytes belong to it")
            }
            guard let header = try SegmentHeader(map.span), header.name == name else {
                note(name.log, 0, "the header's checksum fails")
                segments.append(nil)
                return nil
            }
            let segment = LogSegment(
                header: header, map: map, slot: slot, mayBeCold: length != nil)
            segments.append(segment)
            index.extend(position: header.firstPosition, stream: header.firstStream)
            index.createdFloor = max(index.createdFloor, header.createdFloor)
            return (segment, present)
        }
    }

    /// Applies every record of a sealed segment that checks. Returns where its last frame ends, and that
    /// frame's checksum; nil if it ends in damage.
    private mutating func scan(
        _ segment: LogSegment, limit: Int, chain: UInt32?
    ) -> (Int, UInt32)? {
        let map = segment.map
        var scan = SegmentScan(segment.header)
        while true {
            switch scan.next(in: map.span, limit: limit) {
            case .frame(let body): apply(body, of: segment)
            case .end:
                if let chain, scan.chain != chain {
                    note(segment.name.log, scan.offset, "the segment's last checksum is another")
                }
                return (scan.offset, scan.chain)
            case .bad(let reason):
                note(segment.name.log, scan.offset, reason)
                guard scan.resume(in: map.span, limit: limit) else { return nil }
            }
        }
    }

    // MARK: - The active segment

    private mutating func readActive() throws(LogOpenError) {
        let name = manifest.active
        guard let (segment, present) = try open(name, length: nil) else { return }
        let map = segment.map
        let bytes = map.span
        // Nothing beyond the end is looked at: the page there would be laid with zeros for good, and the file
        // is going to grow into it.
        let limit = present
        var scan = SegmentScan(segment.header)
        var end = (offset: scan.offset, chain: scan.chain)
        var nextBatch = scan.lastPossiblyTornBatch
        var isDamaged = false
        var dirtyEnd = 0
        scanning: while true {
            switch scan.next(in: bytes, limit: limit) {
            case .frame(let body):
                apply(body, of: segment)
                end = (scan.offset, scan.chain)
                // A batch of which a crash left only the first frames is continued: was the next frame given
                // a later number and torn too, whole ones behind it would look like damage.
                nextBatch = scan.lastPossiblyTornBatch
            case .end: break scanning
            case .bad(let reason):
                let torn = scan.lastPossiblyTornBatch
                let bad = scan.offset
                let isKnown = (manifest.knownEnd?.offset ?? 0) > bad
                let goesOn = scan.resume(in: bytes, limit: limit) { $0.batch > torn || isKnown }
                guard goesOn || isKnown else {
                    dirtyEnd = lastByte(in: bytes, bad..<limit)
                    break scanning
                }
                isDamaged = true
                note(name.log, bad, reason)
                guard goesOn else {
                    // Bytes that were durable are gone, and nothing behind them checks.
                    end.offset = max(end.offset, manifest.knownEnd?.offset ?? 0)
                    skipNumbers(ofLost: end.offset - bad)
                    break scanning
                }
                skipNumbers(ofLost: scan.offset - bad)
            }
        }
        if let known = manifest.knownEnd, known.offset > end.offset, !isDamaged {
            isDamaged = true
            note(name.log, end.offset, "\(known.offset - end.offset) bytes are missing")
            skipNumbers(ofLost: known.offset - end.offset)
            end.offset = known.offset
        }
        tail = RecoveredLog.Tail(
            header: segment.header, slot: segment.slot, offset: end.offset, chain: end.chain,
            nextBatch: max(nextBatch, (manifest.knownEnd?.batch ?? 0) &+ 1),
            dirtyEnd: dirtyEnd, mustSeal: isDamaged)
        try mapAnew(segment)
    }

    /// Maps the active segment once more. A look at the header of a torn frame may go beyond the file's end, and
    /// a hole cannot be read on a full tmpfs: zeros were laid there for good (``halserver_guard``), and
    /// what is written there from now on must be seen.
    private mutating func mapAnew(_ segment: LogSegment) throws(LogOpenError) {
        let mapped = Result { () throws(SystemError) -> SegmentMap in
            let file = try directory.file(segment.name.log, writable: false)
            return try file.map(length: segment.map.length)
        }
        switch mapped {
        case .failure(let error):
            throw .system(error, path: directory.path + "/" + segment.name.log)
        case .success(let map):
            segments[segment.slot] = LogSegment(
                header: segment.header, map: map, slot: segment.slot,
                mayBeCold: segment.mayBeCold)
        }
    }

    /// Leaves out the positions and stream numbers that lost bytes of the active segment may have used: they
    /// were acknowledged, and a reader must not find something else under them. (Of sealed segments the next
    /// one's header says what was used.)
    private func skipNumbers(ofLost bytes: Int) {
        index.extend(
            position: index.entries.end
                + Int64(bytes / LogFormat.aligned(LogFormat.messageHeaderLength + 1)),
            stream: index.nextStream
                &+ UInt32(truncatingIfNeeded: bytes / Self.streamRecordLength))
    }

    /// One behind the last byte that is not zero.
    private func lastByte(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == 0 { end -= 1 }
        return end
    }

    // MARK: - Records

    private mutating func enter(_ entry: Entry, at position: Int64, _ hash: UInt64) {
        guard index.enter(entry, at: position) else { return }
        ids.append(IDLoader.Item(hash: hash, position: position, stream: entry.stream))
        guard ids.count >= IDLoader.many else { return }
        loader.add(ids)
        ids.removeAll(keepingCapacity: true)
    }

    private mutating func apply(_ body: Range<Int>, of segment: LogSegment) {
        let map = segment.map
        SegmentScan.records(in: map.span, body) { record, offset in
            apply(record, at: offset, slot: segment.slot)
        }
    }

    private mutating func apply(_ bytes: Span<UInt8>, at offset: Int, slot: Int) {
        guard let record = Record(bytes) else { return }
        switch record {
        case .message(let message):
            enter(
                Entry(message, at: Location(slot: slot, offset: offset)), at: message.position,
                index.ids.hash(message.id))
        case .tombstone(let message):
            index.apply(
                .tombstone(
                    position: message.position, stream: message.stream, version: message.version,
                    created: message.created))
        case .streamCreated(let number, let name):
            guard let name = StreamID(name) else { return }
            index.apply(.streamCreated(number: number, name: name))
        case .streamDeleted(let number): index.apply(.streamDeleted(number: number))
        case .messageDeleted(let position): index.apply(.messageDeleted(position: position))
        case .truncated(let number, let before):
            index.apply(.truncated(number: number, before: before))
        }
    }

    /// What was said of streams is in force from the first read on.
    private func readRetentions() {
        let reader = LogReader(index: index, segments: segments)
        for slot in index.streams {
            guard let slot, let target = slot.name.metadataTarget else { continue }
            let retention = reader.retention(saidIn: slot, of: target)
            index.apply(.retention(of: target, retention))
        }
    }
}

extension Entry {
    /// The entry of a message whose record stands at `location`.
    init(_ message: MessageRecord, at location: Location) {
        self.init(
            location: location, created: message.created, stream: message.stream,
            version: message.version,
            payloadLength: UInt32(truncatingIfNeeded: message.payloadLength),
            metadataLength: UInt32(truncatingIfNeeded: message.metadataLength),
            isReference: message.isReference)
    }
}
