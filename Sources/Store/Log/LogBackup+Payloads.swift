import Glibc
import Octets

extension LogBackup {
    /// Keeps the files of payloads from being removed as long as the returned directory lives. Nil where there are none.
    static func hold(in source: LogDirectory) throws(LogOpenError) -> LogDirectory? {
        do throws(SystemError) { return try PayloadFiles.hold(in: source) } catch {
            throw .system(error, path: source.path)
        }
    }

    /// Brings the files of payloads into the target, durable when this returns. Some of them may be such that nothing
    /// refers to yet: whoever serves the copy removes them.
    mutating func copyPayloads(from payloads: LogDirectory?) throws(SystemError) {
        guard let payloads,
            let copies = try PayloadFiles(of: target).directory(creates: true)
        else { return }
        let there = Set(try copies.names())
        for name in try payloads.names() where PayloadName(file: name) != nil {
            do throws(SystemError) {
                let file = try payloads.file(name, writable: false)
                // One that was being written while the copy before was made is shorter there.
                let isThere =
                    there.contains(name)
                    ? try copies.file(name, writable: false).length() == file.length() : false
                if !isThere, try !link(name, of: payloads, in: copies) {
                    try write(name, of: file, length: file.length(), in: copies)
                }
                report.payloads += 1
            } catch {
                // One to which nothing refers was given up.
                guard error.code == ENOENT else { throw error }
            }
        }
        try copies.sync()
    }

    /// Removes what an earlier copy had and the log has not any more.
    func removePayloads(notIn payloads: LogDirectory?) throws(SystemError) {
        guard let copies = try PayloadFiles(of: target).directory(creates: false) else { return }
        let known = Set(try payloads?.names() ?? [])
        for name in try copies.names() where !known.contains(name) {
            let file = name.hasSuffix(".tmp") ? String(name.dropLast(4)) : name
            if PayloadName(file: file) != nil { try copies.remove(name) }
        }
    }
}
