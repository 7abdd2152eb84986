import Glibc
import Octets

/// Copies a log into another directory, beside a running server or without one. The copy is a data directory
/// of its own: the log as it was at one moment, up to a whole frame.
///
/// Sealed segments and files of payloads never change, so they are linked where both directories lie on one file
/// system, and are not copied again when they are in the target already. Of the active segment the frames that check are
/// copied. The target's manifest is replaced last: a copy that was broken off leaves the one before.
///
/// ```swift
/// let report = try LogBackup.make(of: "data", in: "/srv/backup")
/// print(report.copiedBytes)
/// ```
package struct LogBackup: ~Copyable {
    let source: LogDirectory
    let target: LogDirectory
    var report = LogBackupReport()

    /// How often the copy is begun anew because the scavenger or the writer changed which files make up the
    /// log. Each change needs a segment to be filled or rewritten, so a second try is rare.
    private static let tries = 16
    /// How many bytes are copied at a time.
    private static let step = 1 << 20

    private init(_ source: LogDirectory, _ target: LogDirectory) {
        self.source = source
        self.target = target
    }

    /// Copies the log of `directory` into `target`, which is made if missing.
    ///
    /// - Throws: ``LogOpenError``: `.locked` if a server uses the target, `.foreign` if the target holds
    ///   another log, `.damaged` if the log's manifest or its active segment is damaged, `.system` for
    ///   whatever the operating system refuses. The target's log is then still the one before.
    package static func make(
        of directory: String, in target: String
    ) throws(LogOpenError) -> LogBackupReport {
        let from = try open(directory, creates: false)
        let to = try open(target, creates: true)
        let before = try lock(to)
        defer { before.lock.unlock() }
        var latest: Manifest?
        var wasHeld = false
        for _ in 0..<tries {
            // Before the manifest is read: a deletion that comes later may stand in a segment that is not copied.
            let payloads = try hold(in: from)
            guard let manifest = try manifest(in: from) else {
                throw .damaged("\(directory)/\(LogFormat.manifestName) is damaged")
            }
            if let latest, latest.active == manifest.active, latest.sealed == manifest.sealed,
                wasHeld == (payloads != nil)
            {
                break
            }
            wasHeld = payloads != nil
            if let there = before.manifest, there.store != manifest.store {
                throw .foreign(directory: target)
            }
            latest = manifest
            var backup = LogBackup(from, to)
            if try backup.copy(manifest, over: before.manifest, payloads) { return backup.report }
        }
        throw .damaged("\(directory): a file that \(LogFormat.manifestName) names is missing")
    }

    private static func open(
        _ path: String, creates: Bool
    ) throws(LogOpenError) -> LogDirectory {
        do throws(SystemError) {
            return try LogDirectory(path, fileSystem: FileSystem(), creates: creates)
        } catch {
            throw .system(error, path: path)
        }
    }

    /// Takes the target's lock, and reads what was copied into it before.
    private static func lock(
        _ target: LogDirectory
    ) throws(LogOpenError) -> (lock: LogFile, manifest: Manifest?) {
        let lock: LogFile
        let names: [String]
        do throws(SystemError) {
            names = try target.names()
            lock = try target.openLock()
        } catch {
            throw .system(error, path: target.path)
        }
        guard lock.lock() else { throw .locked(directory: target.path) }
        guard names.contains(LogFormat.manifestName) else {
            // Without a manifest only what a broken first copy has left may lie there.
            let isOurs = names.allSatisfy { name in
                name == LogFormat.lockName || name == PayloadFiles.directoryName
                    || name.hasSuffix(".tmp")
                    || SegmentName(log: name) != nil || name.hasSuffix(".idx")
            }
            guard isOurs else { throw .foreign(directory: target.path) }
            return (lock, nil)
        }
        guard let manifest = try manifest(in: target) else {
            throw .damaged("\(target.path)/\(LogFormat.manifestName) is damaged")
        }
        return (lock, manifest)
    }

    /// The manifest in a directory; nil if it does not check.
    private static func manifest(in directory: LogDirectory) throws(LogOpenError) -> Manifest? {
        let bytes: Bytes
        do throws(SystemError) {
            let file = try directory.file(LogFormat.manifestName, writable: false)
            bytes = try file.read(file.length(), at: 0)
        } catch {
            throw .system(error, path: directory.path)
        }
        return try Manifest(bytes.span)
    }

    /// Copies what `manifest` names, and the files of payloads, of which none is removed meanwhile. False if one of
    /// the files is gone, or if there were no payloads to be held, and now there are.
    private mutating func copy(
        _ manifest: Manifest, over before: Manifest?, _ payloads: LogDirectory?
    ) throws(LogOpenError) -> Bool {
        var copied = manifest
        let active: (file: LogFile, map: SegmentMap)
        do throws(SystemError) {
            for sealed in manifest.sealed {
                try copy(sealed, isThere: before?.sealed.contains(sealed) ?? false)
            }
            let file = try source.file(manifest.active.log, writable: false)
            active = (file, try file.map(length: file.length()))
        } catch {
            if error.code == ENOENT { return false }
            throw .system(error, path: target.path)
        }
        let end = try activeEnd(active.map, of: manifest)
        if payloads == nil, try Self.hold(in: source) != nil { return false }
        copied.knownEnd = end
        do throws(SystemError) {
            try copyPayloads(from: payloads)
            try write(manifest.active.log, of: active.file, length: end.offset, in: target)
            // The files' names are durable before the manifest speaks of them.
            try target.sync()
            try target.replace(LogFormat.manifestName, with: copied.encoded())
            try removeStrangers(copied)
            try removePayloads(notIn: payloads)
        } catch {
            throw .system(error, path: target.path)
        }
        report.segments = manifest.sealed.count + 1
        return true
    }

    /// Where the frames of the active segment end that are whole by now.
    private func activeEnd(
        _ map: SegmentMap, of manifest: Manifest
    ) throws(LogOpenError) -> Manifest.End {
        let name = manifest.active.log
        guard let header = try SegmentHeader(map.span), header.name == manifest.active else {
            throw .damaged("\(source.path)/\(name): the header's checksum fails")
        }
        var scan = SegmentScan(header)
        scanning: while true {
            switch scan.next(in: map.span, limit: map.length) {
            case .frame: continue
            case .end: break scanning
            case .bad(let reason):
                // What is being written just now, unless a later batch stands behind it, which is written
                // only when this one is durable: then this frame must check by now, or it is damaged.
                let torn = scan.lastPossiblyTornBatch
                var ahead = scan
                guard ahead.resume(in: map.span, limit: map.length, where: { $0.batch > torn })
                else { break scanning }
                if case .frame = scan.next(in: map.span, limit: map.length) { continue }
                throw .damaged("\(source.path)/\(name) at \(scan.offset): \(reason)")
            }
        }
        if let known = manifest.knownEnd, known.offset > scan.offset {
            throw .damaged(
                "\(source.path)/\(name): \(known.offset - scan.offset) bytes are missing")
        }
        // A batch of which only the first frames are there is continued under its own number.
        return Manifest.End(
            offset: scan.offset, batch: scan.endsBatch ? scan.batch : scan.batch &- 1)
    }

    // MARK: - Files

    /// Puts a sealed segment and its index file into the target.
    private mutating func copy(
        _ sealed: Manifest.Sealed, isThere: Bool
    ) throws(SystemError) {
        if isThere {
            report.kept += 1
            return
        }
        if try link(sealed.name.log, of: source, in: target) {
            report.linked += 1
        } else {
            let file = try source.file(sealed.name.log, writable: false)
            try write(sealed.name.log, of: file, length: sealed.length, in: target)
        }
        // The index file is derived: without it the copy's first start reads the segment.
        do throws(SystemError) {
            guard try !link(sealed.name.index, of: source, in: target) else { return }
            let index = try source.file(sealed.name.index, writable: false)
            try write(sealed.name.index, of: index, length: index.length(), in: target)
        } catch {
            guard error.code == ENOENT else { throw error }
        }
    }

    /// Gives a file of the source a second name in the target; false where the file systems do not allow it.
    func link(
        _ name: String, of source: LogDirectory, in target: LogDirectory
    ) throws(SystemError) -> Bool {
        let temporary = name + ".tmp"
        try target.remove(temporary)
        do throws(SystemError) {
            try target.link(name, of: source, as: temporary)
        } catch {
            switch error.code {
            case EXDEV, EPERM, EMLINK, EOPNOTSUPP: return false
            default: throw error
            }
        }
        try target.rename(temporary, to: name)
        // Renaming one name of a file to another of the same does nothing.
        try target.remove(temporary)
        return true
    }

    /// Copies the first bytes of a file, whole or not at all.
    mutating func write(
        _ name: String, of file: LogFile, length: Int, in target: LogDirectory
    ) throws(SystemError) {
        let temporary = name + ".tmp"
        try target.remove(temporary)
        let copy = try target.create(temporary)
        var offset = 0
        while offset < length {
            let bytes = try file.read(min(Self.step, length - offset), at: offset)
            guard !bytes.isEmpty else { throw SystemError("pread", code: EIO) }
            try copy.write(bytes.span, at: offset)
            offset += bytes.count
        }
        try copy.sync()
        try target.rename(temporary, to: name)
        report.copiedBytes += length
    }

    /// Removes what an earlier copy had and this one has not. Only names that the log makes itself.
    private func removeStrangers(_ manifest: Manifest) throws(SystemError) {
        var known: Set<String> = [manifest.active.log]
        for sealed in manifest.sealed { known.formUnion([sealed.name.log, sealed.name.index]) }
        for name in try target.names() where !known.contains(name) {
            let stem = name.hasSuffix(".tmp") ? String(name.dropLast(4)) : name
            let log = stem.hasSuffix(".idx") ? stem.dropLast(4) + ".log" : stem
            if SegmentName(log: log) != nil { try target.remove(name) }
        }
    }
}
