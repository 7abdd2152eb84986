import CLinux
import Glibc
import Octets

/// The record of an upload: `.meta/uploads/<id>.upload`, beside the bytes. Its first 512 bytes are lines of fixed length,
/// overwritten in place, so that one sync of one sector says how far the upload is; behind them stands what does not
/// change. Whoever holds the lock of this file (flock) may change the upload.
///
/// Used by one thread at a time; the upload that owns it sees to that.
final class PartialRecord {
    let id: UUID
    let facts: PartialFacts
    private let directory: BlobDirectory
    private let file: Descriptor
    private(set) var mark: PartialMark
    private(set) var end: PartialEnd
    /// Which of the two lines the next mark goes to.
    private var turn: Int

    private static let heading: Bytes = "halserver upload 1\n"
    private static let headSize = 512
    /// Where the lines begin.
    private static let marks = [19, 19 + PartialMark.size]
    private static let endPlace = 19 + 2 * PartialMark.size
    /// The longest record that is read, in bytes.
    private static let limit = 128 << 10

    private init(
        _ id: UUID, _ facts: PartialFacts, _ directory: BlobDirectory,
        _ file: consuming Descriptor, mark: PartialMark, turn: Int, end: PartialEnd
    ) {
        self.id = id
        self.facts = facts
        self.directory = directory
        self.file = file
        self.mark = mark
        self.turn = turn
        self.end = end
    }

    static let room = ".meta/uploads"
    private static let ending = ".upload"

    /// The record of an upload, from the store's directory on.
    static func name(of id: UUID) -> String { "\(room)/\(id)\(ending)" }

    /// The upload whose record has this name in the room; nil for other names.
    static func id(ofRecordNamed name: String) -> UUID? {
        name.hasSuffix(ending) ? id(named: String(name.dropLast(ending.count))) : nil
    }

    /// The upload whose bytes have this name in the room; nil for other names.
    static func id(named name: String) -> UUID? {
        guard name.utf8.count == 36, let id = UUID(name), id.description == name else {
            return nil
        }
        return id
    }

    /// Makes the record of a new upload, locked and synced; its name is not durable yet. Throws EEXIST where there is
    /// one.
    static func create(
        _ id: UUID, _ facts: PartialFacts, length: UInt64?, in directory: BlobDirectory
    ) throws(SystemError) -> PartialRecord {
        let mark = PartialMark(length: length)
        let file = try directory.create(name(of: id))
        do throws(SystemError) {
            try lock(file, in: directory, name(of: id))
            var writer = ByteWriter(capacity: 2 * headSize)
            writer.append(heading)
            writer.append(mark.encoded())
            writer.append(mark.encoded())
            writer.append(PartialEnd.open.encoded())
            while writer.count < headSize - 1 { writer.append(" ") }
            writer.append("\n")
            writer.append(facts.encoded())
            try directory.faults.check(.write, name(of: id))
            try file.write(writer.finish().span, at: 0)
            try directory.faults.check(.sync, name(of: id))
            guard fsync(file.raw) == 0 else { throw SystemError("fsync", code: halserver_errno()) }
        } catch {
            directory.withdraw(name(of: id))
            throw error
        }
        return PartialRecord(id, facts, directory, file, mark: mark, turn: 0, end: .open)
    }

    @discardableResult
    private static func lock(
        _ file: borrowing Descriptor, in directory: BlobDirectory, _ name: String
    ) throws(SystemError) -> Bool {
        try directory.faults.check(.lock, name)
        // Where there are no locks at all, everybody gets it.
        return flock(file.raw, LOCK_EX | LOCK_NB) == 0 || halserver_errno() != EWOULDBLOCK
    }

    /// Reads a record without its lock: what was durable a moment ago. Nil where there is none that can be read.
    static func read(_ id: UUID, in directory: BlobDirectory) throws(SystemError) -> PartialRecord?
    {
        guard let file = try directory.open(name(of: id)) else { return nil }
        return try parse(id, directory, file)
    }

    /// What comes of asking for a record and its lock.
    enum Opening {
        case none
        case locked
        case open(PartialRecord)
    }

    /// Takes the lock of a record, and reads it.
    static func open(_ id: UUID, in directory: BlobDirectory) throws(SystemError) -> Opening {
        guard let file = try directory.open(name(of: id), writable: true) else { return .none }
        guard try lock(file, in: directory, name(of: id)) else { return .locked }
        // Whoever had the lock before may have removed it.
        guard try isNamed(file) else { return .none }
        guard let record = try parse(id, directory, file) else { return .none }
        return .open(record)
    }

    private static func isNamed(_ file: borrowing Descriptor) throws(SystemError) -> Bool {
        var found = stat()
        guard unsafe fstat(file.raw, &found) == 0 else {
            throw SystemError("fstat", code: halserver_errno())
        }
        return found.st_nlink > 0
    }

    private static func parse(
        _ id: UUID, _ directory: BlobDirectory, _ file: consuming Descriptor
    ) throws(SystemError) -> PartialRecord? {
        let text = try file.read(limit, at: 0)
        guard text.count > headSize, text.span.starts(with: heading.span) else { return nil }
        func line(_ place: Int, _ size: Int) -> Bytes { text[place..<(place + size)] }
        let found = marks.map { PartialMark(encoded: line($0, PartialMark.size)) }
        let turn: Int
        switch (found[0], found[1]) {
        case (nil, nil): return nil
        case (_?, nil): turn = 1
        case (nil, _?): turn = 0
        case (let first?, let second?): turn = first.isBehind(second) ? 1 : 0
        }
        guard let mark = found[1 - turn],
            let facts = PartialFacts(encoded: text[headSize..<text.count])
        else { return nil }
        let end = PartialEnd(encoded: line(endPlace, PartialEnd.size), id: id)
        return PartialRecord(id, facts, directory, file, mark: mark, turn: turn, end: end)
    }

    /// Says durably how far the upload is.
    func write(_ mark: PartialMark) throws(SystemError) {
        try overwrite(mark.encoded(), at: Self.marks[turn])
        self.mark = mark
        turn = 1 - turn
    }

    /// Says durably how far the end of the upload is.
    func write(_ end: PartialEnd) throws(SystemError) {
        try overwrite(end.encoded(), at: Self.endPlace)
        self.end = end
    }

    private func overwrite(_ line: Bytes, at place: Int) throws(SystemError) {
        try directory.faults.check(.write, Self.name(of: id))
        try file.write(line.span, at: place)
        try directory.faults.check(.sync, Self.name(of: id))
        guard fdatasync(file.raw) == 0 else {
            throw SystemError("fdatasync", code: halserver_errno())
        }
    }

    /// Gives up the lock.
    func unlock() { _ = flock(file.raw, LOCK_UN) }

    /// When it was last written to.
    func touched() throws(SystemError) -> Timestamp {
        guard let status = try BlobDirectory.status(of: file) else {
            throw SystemError("fstat", code: ENOENT)
        }
        return status.modified
    }

    /// What is known of the upload.
    func status(keptFor seconds: Int64) throws(SystemError) -> PartialStatus {
        var result: PartialResult?
        if case .ended(let found) = end { result = found }
        return PartialStatus(
            id: id, offset: mark.offset, length: mark.length, facts: facts, result: result,
            expires: try touched().advanced(seconds: max(seconds, 0)))
    }
}
