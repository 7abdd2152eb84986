import Octets

/// Checks every byte of a log, beside a running server or without one. Changes nothing.
///
/// ```swift
/// let report = try LogVerifier.verify(directory: "data")
/// for fault in report.faults { print(fault) }
/// ```
package struct LogVerifier: ~Copyable {
    private let directory: LogDirectory
    private var report = LogReport()
    /// The payloads in files to which messages refer that exist, as far as was read.
    private var payloads = ReferredPayloads()
    private var lastPosition: Int64 = -1
    private var lastCreated = Int64.min

    private init(_ directory: LogDirectory) { self.directory = directory }

    /// Checks the log in a directory.
    ///
    /// - Throws: ``LogOpenError`` if there is nothing to check; what is wrong with the log is in the report.
    package static func verify(directory path: String) throws(LogOpenError) -> LogReport {
        let directory: LogDirectory
        do throws(SystemError) {
            directory = try LogDirectory(path, fileSystem: FileSystem(), creates: false)
        } catch {
            throw .system(error, path: path)
        }
        // Before the manifest is read: what is deleted later may be so in a segment that is not read.
        let held = try hold(directory)
        let bytes: Bytes
        do throws(SystemError) {
            let file = try directory.file(LogFormat.manifestName, writable: false)
            bytes = try file.read(file.length(), at: 0)
        } catch {
            throw .system(error, path: path)
        }
        var verifier = LogVerifier(directory)
        guard let manifest = try Manifest(bytes.span) else {
            verifier.note(LogFormat.manifestName, 0, "the checksum fails")
            return verifier.report
        }
        verifier.report.bytes += bytes.count
        for sealed in manifest.sealed {
            try verifier.check(sealed, manifest)
        }
        try verifier.checkActive(manifest)
        // The first one may have been made meanwhile, and removed, too.
        if held == nil, !verifier.payloads.isEmpty, try hold(directory) != nil {
            return try verify(directory: path)
        }
        verifier.checkPayloads(held)
        return verifier.report
    }

    /// Keeps the files of payloads from being removed while the value lives.
    private static func hold(
        _ directory: LogDirectory
    ) throws(LogOpenError) -> LogDirectory? {
        do throws(SystemError) { return try PayloadFiles.hold(in: directory) } catch {
            throw .system(error, path: directory.path)
        }
    }

    /// Reads every payload to which a message refers.
    private mutating func checkPayloads(_ held: LogDirectory?) {
        let files = PayloadFiles(of: directory)
        for payload in payloads.all {
            let checked = Result { () throws(StoreError) in
                _ = try files.open(payload.name, payload.reference, length: payload.length)
            }
            switch checked {
            case .success:
                report.payloads += 1
                report.bytes += payload.length
            case .failure(let error):
                let file = "\(PayloadFiles.directoryName)/\(payload.name.file)"
                note(file, 0, "\(error.reason(ofFile: file)), of position \(payload.position)")
            }
        }
        // Not before now may any of them go.
        withExtendedLifetime(held) {}
    }

    private mutating func note(_ file: String, _ offset: Int, _ reason: String) {
        report.faults.append(LogFault(file: file, offset: offset, reason: reason))
    }

    /// Maps a segment of which `length` bytes count; all of them if nil.
    private mutating func open(
        _ name: SegmentName, _ length: Int?
    ) throws(LogOpenError) -> LogSegment? {
        let map: SegmentMap
        do throws(SystemError) {
            let file = try directory.file(name.log, writable: false)
            let present = try file.length()
            map = try file.map(length: max(length ?? 0, present))
            if let length, present < length {
                note(name.log, present, "the file is cut; \(length) bytes belong to it")
            }
            report.bytes += min(present, length ?? present)
        } catch {
            note(name.log, 0, error.description)
            return nil
        }
        guard let header = try SegmentHeader(map.span), header.name == name else {
            note(name.log, 0, "the header's checksum fails")
            return nil
        }
        report.segments += 1
        return LogSegment(header: header, map: map, slot: 0, mayBeCold: true)
    }

    private mutating func check(
        _ sealed: Manifest.Sealed, _ manifest: Manifest
    ) throws(LogOpenError) {
        guard let segment = try open(sealed.name, sealed.length) else { return }
        let map = segment.map
        var scan = SegmentScan(segment.header)
        scanning: while true {
            switch scan.next(in: map.span, limit: sealed.length) {
            case .frame(let body): count(body, of: segment)
            case .end:
                if scan.chain != sealed.chain || scan.offset != sealed.length {
                    note(sealed.name.log, scan.offset, "the segment ends otherwise than noted")
                }
                break scanning
            case .bad(let reason):
                note(sealed.name.log, scan.offset, reason)
                guard scan.resume(in: map.span, limit: sealed.length) else { break scanning }
            }
        }
        checkSidecar(sealed, segment, manifest)
    }

    private mutating func checkSidecar(
        _ sealed: Manifest.Sealed, _ segment: LogSegment, _ manifest: Manifest
    ) {
        let read = Result { () throws(SystemError) -> Bytes in
            let file = try directory.file(sealed.name.index, writable: false)
            return try file.read(file.length(), at: 0)
        }
        // It may be missing: then the next start writes it.
        guard case .success(let bytes) = read else { return }
        report.bytes += bytes.count
        let hasher = IDHasher(key: manifest.seed)
        let wanted = Sidecar.build(sealed, segment, hasher, store: manifest.store)
        if let wanted, wanted != bytes {
            note(sealed.name.index, 0, "the index is not that of the segment")
        }
    }

    private mutating func checkActive(_ manifest: Manifest) throws(LogOpenError) {
        let name = manifest.active
        guard let segment = try open(name, nil) else { return }
        let map = segment.map
        let known = manifest.knownEnd?.offset ?? 0
        var scan = SegmentScan(segment.header)
        scanning: while true {
            switch scan.next(in: map.span, limit: map.length) {
            case .frame(let body): count(body, of: segment)
            case .end: break scanning
            case .bad(let reason):
                let torn = scan.lastPossiblyTornBatch
                let bad = LogFault(file: name.log, offset: scan.offset, reason: reason)
                let isKnown = scan.offset < known
                let goesOn = scan.resume(in: map.span, limit: map.length) {
                    $0.batch > torn || isKnown
                }
                if goesOn || isKnown { report.faults.append(bad) } else { report.torn = bad }
                guard goesOn else { return }
            }
        }
        if scan.offset < known {
            note(name.log, scan.offset, "\(known - scan.offset) bytes are missing")
        }
    }

    /// Counts the records of a frame that checks, and looks at what a checksum cannot see.
    private mutating func count(_ body: Range<Int>, of segment: LogSegment) {
        report.frames += 1
        var faults: [(Int, String)] = []
        var (records, messages) = (0, 0)
        var (position, created) = (lastPosition, lastCreated)
        let map = segment.map
        SegmentScan.records(in: map.span, body) { bytes, offset in
            records += 1
            guard let record = Record(bytes) else {
                faults.append((offset, "a record of an unknown kind"))
                return
            }
            payloads.note(record, bytes)
            switch record {
            case .message(let message), .tombstone(let message):
                if case .message = record { messages += 1 }
                if message.position <= position {
                    faults.append((offset, "position \(message.position) does not rise"))
                }
                if message.created < created {
                    faults.append((offset, "the creation falls at position \(message.position)"))
                }
                (position, created) = (message.position, message.created)
            default: break
            }
        }
        report.records += records
        report.messages += messages
        (lastPosition, lastCreated) = (position, created)
        for (offset, reason) in faults { note(segment.name.log, offset, reason) }
    }
}

extension StoreError {
    /// What is wrong with a file, without its name.
    fileprivate func reason(ofFile file: String) -> String {
        guard case .damaged(let text) = self else { return "\(self)" }
        return text.hasPrefix(file + ": ") ? String(text.dropFirst(file.count + 2)) : text
    }
}
