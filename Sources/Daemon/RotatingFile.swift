import CLinux
import Glibc
import Octets
import Store

/// A log file that is put aside when it has a certain length, under a name with the moment:
/// `debug.2026-01-01_00-00-00_500000.log`. None is ever removed. What cannot be written is lost, and the next lines
/// are tried again.
final class RotatingFile: @unchecked Sendable {
    // Guarded by its one user, the thread of the journal.
    private var descriptor: Descriptor?
    private var length = 0
    private let path: String
    private let limit: Int
    private let now: @Sendable () -> Timestamp

    /// The length at which the original begins a new file, in bytes.
    static let usualLimit = 10_000_000

    /// A file that is written to from its end on; its directory must be there.
    /// - Parameter path: ends in `.log`.
    /// - Throws: `SystemError` where it cannot be opened.
    init(
        path: String, limit: Int = RotatingFile.usualLimit,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws(SystemError) {
        self.path = path
        self.limit = limit
        self.now = now
        try open()
    }

    /// Writes whole lines; a run of lines is never divided between files.
    func write(_ lines: Span<UInt8>) {
        if length > 0, length + lines.count > limit { putAside() }
        if descriptor == nil { try? open() }
        guard let raw = descriptor?.raw else { return }
        var start = 0
        while start < lines.count {
            let rest = lines.extracting(start..<lines.count)
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(raw, $0.baseAddress, $0.count)
            }
            if count < 0, halserver_errno() == EINTR { continue }
            guard count > 0 else { break }
            start += count
        }
        length += start
    }

    private func open() throws(SystemError) {
        let raw = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard raw >= 0 else { throw SystemError("open \(path)", code: halserver_errno()) }
        descriptor = Descriptor(adopting: raw)
        length = Int(max(lseek(raw, 0, SEEK_END), 0))
    }

    private func putAside() {
        let isAside = unsafe rename(path, Self.name(of: path, at: now())) == 0
        // One that somebody took away is begun anew, too; one that must stay is written on.
        if isAside || halserver_errno() == ENOENT { descriptor = nil }
    }

    /// What a file is called that was put aside.
    static func name(of path: String, at moment: Timestamp) -> String {
        let stem = path.hasSuffix(".log") ? String(path.dropLast(4)) : path
        var writer = ByteWriter(capacity: 32)
        let parts = moment.parts
        for (index, part) in parts.date.enumerated() {
            if index > 0 { writer.append("-") }
            writer.append(padded: part, width: index == 0 ? 4 : 2)
        }
        for (index, part) in parts.time.enumerated() {
            writer.append(index == 0 ? "_" : "-")
            writer.append(padded: part, width: 2)
        }
        writer.append("_")
        writer.append(padded: parts.microsecond, width: 6)
        return "\(stem).\(writer.finish().text).log"
    }
}
