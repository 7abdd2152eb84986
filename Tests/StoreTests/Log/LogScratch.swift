import Glibc
import Octets
import Synchronization

@testable import Store

/// A directory of a test's own, in memory where that is possible; gone with the value.
final class LogScratch: Sendable {
    let path: String
    private static let made = Atomic<Int>(0)

    init() {
        let root = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        let number = Self.made.add(1, ordering: .relaxed).newValue
        path = "\(root)/halserver-log-\(getpid())-\(number)-\(UUID.random())"
        unsafe mkdir(path, 0o700)
    }

    deinit {
        for name in names { unsafe unlink(path + "/" + name) }
        unsafe rmdir(path + "/" + PayloadFiles.directoryName)
        unsafe rmdir(path)
    }

    /// The names of the files, sorted: of the log's own, and behind them `payloads/…`.
    var names: [String] {
        list("").filter { $0 != PayloadFiles.directoryName } + payloads
    }

    /// The names of the payloads' files.
    var payloads: [String] {
        let prefix = PayloadFiles.directoryName + "/"
        return list(prefix).map { prefix + $0 }
    }

    private func list(_ below: String) -> [String] {
        let directory = try? LogDirectory(
            path + "/" + below, fileSystem: FileSystem(), creates: false)
        return (try? directory?.names()) ?? []
    }

    /// What happens in the background has happened once there are so many files of payloads. Gives up after ten
    /// seconds.
    func hasPayloads(_ count: Int) async throws -> Bool {
        for _ in 0..<1000 {
            if payloads.count == count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// A file's bytes.
    subscript(name: String) -> [UInt8] {
        get {
            guard let file = unsafe fopen(path + "/" + name, "r") else { return [] }
            defer { unsafe fclose(file) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe fread(&buffer, 1, buffer.count, file)
                if count == 0 { return bytes }
                bytes += buffer[..<count]
            }
        }
        set {
            if name.contains("/") { unsafe mkdir(path + "/" + PayloadFiles.directoryName, 0o700) }
            guard let file = unsafe fopen(path + "/" + name, "w") else { return }
            unsafe fwrite(newValue, 1, newValue.count, file)
            unsafe fclose(file)
        }
    }

    /// A copy of all files as they are now.
    func copy() -> LogScratch {
        let other = LogScratch()
        for name in names { other[name] = self[name] }
        return other
    }

    /// Opens the log in it.
    func open(_ change: (inout LogOptions) -> Void = { _ in }) throws -> LogStore {
        var options = LogOptions()
        options.segmentBytes = 4096
        options.fillAheadBytes = 0
        options.scavengeRatio = nil
        change(&options)
        return try LogStore.open(directory: path, options: options)
    }
}

extension StreamID {
    init(name: String) {
        self = StreamID(Bytes(name)) ?? .deleted
    }
}

extension NewMessage {
    /// A small JSON message.
    init(_ text: String, id: UUID = .random(), type: Bytes = "note") {
        self.init(id: id, type: type, payload: Payload(.json, Bytes("\"\(text)\"")))
    }
}

extension LogStore {
    /// Everything that readers see, as text: two stores that say the same hold the same.
    func dump() async throws -> [String] {
        var lines: [String] = []
        var query = StreamQuery(.all, .forwards, from: .at(0), limit: 1_000_000)
        for prefix in ["", "$"] as [Bytes] {
            query.streamPrefix = prefix
            for message in try await read(query).messages {
                // The ids of deletion records are made anew each time.
                let id = message.stream.isSystem ? "" : message.id.description
                lines.append(
                    "\(message.position) \(message.stream)@\(message.version) \(id) "
                        + "\(message.type) \(message.payload?.bytes.text.prefix(40) ?? "")"
                        + "\(message.payloadLength) \(message.metadata.text)")
            }
        }
        for stream in try await listStreams(StreamListQuery(limit: 1_000_000)).streams {
            let state = try await state(of: stream)
            lines.append(
                "\(stream): \(state?.lastVersion ?? -9) \(state?.lastPosition ?? -9) "
                    + "\(state?.messageCount ?? -9) \(state?.payloadBytes ?? 0)")
        }
        return lines
    }
}
