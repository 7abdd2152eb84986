import Glibc
import Octets

/// The directory of long payloads below a data directory: each is a file, whole and never changed. A file is
/// made before the record that refers to it, under a name that nothing had before, so nobody sees it before it is
/// durable; nothing refers to a file behind that of which the record was deleted.
final class PayloadFiles: @unchecked Sendable {
    /// What the directory is called.
    static let directoryName = "payloads"
    /// Bytes that are read at a time where a payload is only checked.
    private static let step = 1 << 20

    private let path: String
    private let fileSystem: FileSystem
    // Guarded by `lock`. It is opened when it is needed first, and made when there is something for it.
    private let lock = Lock()
    private var opened: LogDirectory?

    /// The payloads of the log in a directory.
    init(of directory: LogDirectory) {
        path = directory.path + "/" + Self.directoryName
        fileSystem = directory.fileSystem
    }

    /// The directory; nil where there is none and none is to be made.
    func directory(creates: Bool) throws(SystemError) -> LogDirectory? {
        try lock.withLock { () throws(SystemError) -> LogDirectory? in
            if let opened { return opened }
            do throws(SystemError) {
                let directory = try LogDirectory(
                    path, fileSystem: fileSystem, creates: creates, label: Self.directoryName + "/")
                opened = directory
                return directory
            } catch {
                guard error.code == ENOENT, !creates else { throw error }
                return nil
            }
        }
    }

    // MARK: - Writing

    /// Makes the files of payloads, durable with their names when this returns. Leaves none where it throws.
    func write(_ payloads: [(name: PayloadName, bytes: Bytes)]) throws(SystemError) {
        guard let directory = try directory(creates: true) else { return }
        var made: [String] = []
        do throws(SystemError) {
            for payload in payloads {
                let name = payload.name.file
                made.append(name)
                let file = try directory.create(name)
                try file.writeWhole(payload.bytes.span)
                try file.sync()
            }
            try directory.sync()
        } catch {
            for name in made { _ = Result { () throws(SystemError) in try directory.remove(name) } }
            throw error
        }
    }

    /// Removes a file; it is no error if it is gone already.
    func remove(_ name: PayloadName) throws(SystemError) {
        try directory(creates: false)?.remove(name.file)
    }

    // MARK: - Reading

    /// Adds a payload to `block`. What is added was checked; where this throws, what was added is of no use.
    func read(
        _ name: PayloadName, _ reference: PayloadReference, length: Int,
        into block: inout ByteWriter
    ) throws(StoreError) {
        let file = try open(name, length: length)
        let start = block.count
        try Self.reading(name) { () throws(SystemError) in
            try file.read(length, at: 0, into: &block)
        }
        guard block.count - start == length else { throw Self.damage(name, "it is cut") }
        guard CRC32C.of(block.span, start, length) == reference.checksum else {
            throw Self.damage(name, "its checksum fails")
        }
    }

    /// A payload's file of its own, to be sent by the kernel. All of it was read and checked.
    func open(
        _ name: PayloadName, _ reference: PayloadReference, length: Int
    ) throws(StoreError) -> Descriptor {
        let file = try open(name, length: length)
        var checksum = CRC32C()
        var offset = 0
        while offset < length {
            let bytes = try Self.reading(name) { () throws(SystemError) in
                try file.read(min(Self.step, length - offset), at: offset)
            }
            guard !bytes.isEmpty else { throw Self.damage(name, "it is cut") }
            checksum.update(bytes.span)
            offset += bytes.count
        }
        guard checksum.value == reference.checksum else {
            throw Self.damage(name, "its checksum fails")
        }
        do throws(SystemError) { return try file.duplicate() } catch {
            throw Self.failure(name, error)
        }
    }

    private func open(_ name: PayloadName, length: Int) throws(StoreError) -> LogFile {
        let found = try Self.reading(name) { () throws(SystemError) -> (LogFile, Int)? in
            guard let directory = try directory(creates: false) else { return nil }
            let file = try directory.file(name.file, writable: false)
            return (file, try file.length())
        }
        guard let (file, present) = found else { throw Self.damage(name, "it is missing") }
        guard present == length else {
            throw Self.damage(name, "it has \(present) bytes instead of \(length)")
        }
        return file
    }

    private static func reading<Value>(
        _ name: PayloadName, _ body: () throws(SystemError) -> Value
    ) throws(StoreError) -> Value {
        do throws(SystemError) { return try body() } catch { throw failure(name, error) }
    }

    /// What a failed call means for who reads: of a file that is not there as it was written nothing is served.
    private static func failure(_ name: PayloadName, _ error: SystemError) -> StoreError {
        switch error.code {
        case ENOENT: damage(name, "it is missing")
        case EMFILE, ENFILE, ENOMEM: .busy
        default: damage(name, "it cannot be read (\(error))")
        }
    }

    private static func damage(_ name: PayloadName, _ reason: String) -> StoreError {
        .damaged("\(directoryName)/\(name.file): \(reason)")
    }

    // MARK: - Whoever looks on from outside

    /// Keeps the files of another log, or of this one in another process, from being removed while the value
    /// lives. Nil where there are none.
    static func hold(in directory: LogDirectory) throws(SystemError) -> LogDirectory? {
        guard let found = try PayloadFiles(of: directory).directory(creates: false) else {
            return nil
        }
        found.lockShared()
        return found
    }
}
