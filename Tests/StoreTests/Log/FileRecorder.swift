import Octets
import Testing

@testable import Store

/// Records every change of files, and builds from it what a power cut could have left.
final class FileRecorder: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var recorded: [FileSystem.Operation] = []

    var fileSystem: FileSystem {
        FileSystem { [self] operation in
            lock.withLock { recorded.append(operation) }
            return nil
        }
    }

    var operations: [FileSystem.Operation] { lock.withLock { recorded } }
    var count: Int { lock.withLock { recorded.count } }
}

/// A disk that forgets what was not synced: files with a durable part and with writes that may or may not
/// have arrived, sector by sector; names with changes that arrive in order, but maybe not all of them.
struct CrashDisk {
    private static let sector = 512

    private struct File {
        var durable: [UInt8] = []
        /// Since the last sync.
        var writes: [(offset: Int, bytes: Bytes)] = []
        var cut: Int?
    }

    private enum NameChange {
        case set(String, Int)
        case remove(String)

        var name: String {
            switch self {
            case .set(let name, _), .remove(let name): name
            }
        }
    }

    /// What stands before the name within its directory.
    private static func directory(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    }

    private var files: [File] = []
    private var durableNames: [String: Int] = [:]
    private var names: [String: Int] = [:]
    private var nameChanges: [NameChange] = []

    /// Performs one operation.
    mutating func apply(_ operation: FileSystem.Operation) {
        switch operation {
        case .create(let name):
            files.append(File())
            set(name, files.count - 1)
        case .write(let name, let offset, let bytes):
            guard let file = names[name] else { return }
            files[file].writes.append((offset, bytes))
        case .truncate(let name, let length):
            guard let file = names[name] else { return }
            // Taken as durable with what was there: the log depends on neither outcome.
            settle(file)
            if files[file].durable.count > length {
                files[file].durable.removeLast(files[file].durable.count - length)
            }
        case .sync(let name):
            if let file = names[name] { settle(file) }
        case .rename(let from, let to):
            guard let file = names[from] else { return }
            names[from] = nil
            nameChanges.append(.remove(from))
            set(to, file)
        case .remove(let name):
            names[name] = nil
            nameChanges.append(.remove(name))
        case .syncDirectory(let label):
            durableNames = durableNames.filter { Self.directory(of: $0.key) != label }
            for (name, file) in names where Self.directory(of: name) == label {
                durableNames[name] = file
            }
            nameChanges.removeAll { Self.directory(of: $0.name) == label }
        case .map: break
        }
    }

    private mutating func set(_ name: String, _ file: Int) {
        names[name] = file
        nameChanges.append(.set(name, file))
    }

    private mutating func settle(_ file: Int) {
        for write in files[file].writes {
            Self.place(write.bytes, at: write.offset, in: &files[file].durable)
        }
        files[file].writes = []
    }

    private static func place(_ bytes: Bytes, at offset: Int, in content: inout [UInt8]) {
        if content.count < offset + bytes.count {
            content += [UInt8](repeating: 0, count: offset + bytes.count - content.count)
        }
        let span = bytes.span
        for index in span.indices { content[offset + index] = span[index] }
    }

    /// What is found after a power cut now. `coin` says of each sector and each name change whether it arrived.
    func afterCrash(_ coin: () -> Bool) -> [String: [UInt8]] {
        var names = durableNames
        // Of each directory on its own.
        var stopped: Set<String> = []
        for change in nameChanges where !stopped.contains(Self.directory(of: change.name)) {
            guard coin() else {
                stopped.insert(Self.directory(of: change.name))
                continue
            }
            switch change {
            case .set(let name, let file): names[name] = file
            case .remove(let name): names[name] = nil
            }
        }
        return names.mapValues { file in
            var content = files[file].durable
            for write in files[file].writes {
                var start = 0
                while start < write.bytes.count {
                    let at = write.offset + start
                    let end = min(start + Self.sector - at % Self.sector, write.bytes.count)
                    if coin() { Self.place(write.bytes[start..<end], at: at, in: &content) }
                    start = end
                }
            }
            return content
        }
    }
}
