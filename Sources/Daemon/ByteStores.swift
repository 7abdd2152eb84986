import Glibc
import HALServer
import Octets
import Store

/// The stores of bytes that a process serves, and the threads on which they wait for the disk.
struct ByteStores: Sendable {
    /// Where a store of bytes lies, and how its path is called in messages.
    struct Places: Sendable {
        /// Nil where streams are not served.
        var streams: String?
        /// Nil where files are not served.
        var files: String?
    }

    let streams: ByteStreamStore?
    let files: HashedFileStore?
    /// Uploads to ``streams`` that can be resumed.
    let streamUploads: PartialUploads?
    /// Uploads to ``files`` that can be resumed.
    let fileUploads: PartialUploads?
    /// What is removed at the end, with all that is in it.
    private let scratch: ScratchDirectory?
    private let pool: BlobPool

    /// Opens the directories, or makes them.
    /// - Parameter largest: the most bytes of a file, also of one that comes in parts.
    init(
        _ places: Places, hash: HashAlgorithm = .md5, largest: UInt64 = .max
    ) throws(StartError) {
        try self.init(places, hash: hash, largest: largest, scratch: nil)
    }

    /// Opens the stores of a configuration: below its data directory, or, where messages are forgotten at the end,
    /// in a directory that goes at the end as well.
    init(_ configuration: Configuration) throws(StartError) {
        let isComplete = !configuration.streamPath.isEmpty && !configuration.filePath.isEmpty
        var scratch: ScratchDirectory?
        var parent = configuration.data
        if configuration.store == .memory, !isComplete {
            let made = try ScratchDirectory()
            parent = made.path
            scratch = made
        }
        let places = Places(
            streams: configuration.streamPath.isEmpty
                ? "\(parent)/DATA" : configuration.streamPath,
            files: configuration.filePath.isEmpty ? "\(parent)/store" : configuration.filePath)
        do throws(StartError) {
            try self.init(
                places, hash: configuration.fileHash.algorithm,
                largest: configuration.fileOptions.fileBytes, scratch: scratch)
        } catch {
            scratch?.remove()
            throw error
        }
    }

    private init(
        _ places: Places, hash: HashAlgorithm, largest: UInt64, scratch: ScratchDirectory?
    ) throws(StartError) {
        let pool = BlobPool()
        let budget = BlockBudget()
        var streams: ByteStreamStore?
        var files: HashedFileStore?
        if let path = places.streams {
            streams = try Self.opening(path) { () throws(BlobError) in
                try ByteStreamStore(directory: path, pool: pool, budget: budget)
            }
        }
        if let path = places.files {
            files = try Self.opening(path) { () throws(BlobError) in
                try HashedFileStore(
                    directory: path, algorithm: hash, aliases: hash == .sha256 ? [] : [.sha256],
                    pool: pool, budget: budget)
            }
        }
        self.streams = streams
        self.files = files
        streamUploads = streams.map { PartialUploads(in: $0) }
        var options = PartialOptions()
        if largest < .max { options.mostLength = largest }
        fileUploads = files.map { PartialUploads(in: $0, options) }
        self.pool = pool
        self.scratch = scratch
    }

    private static func opening<Value>(
        _ path: String, _ body: () throws(BlobError) -> Value
    ) throws(StartError) -> Value {
        do throws(BlobError) { return try body() } catch {
            let code: ExitCode =
                error.systemError?.code == ENOENT ? .noInput : .inputOutput
            throw StartError(code, "\(path): \(error.cause).")
        }
    }

    /// Why one of the stores takes nothing just now; nil if all do. It waits for the disk elsewhere.
    func writeObstacle() async -> BlobError? {
        try? await pool.run { [streams, files] () throws(BlobError) in
            streams?.writeObstacle() ?? files?.writeObstacle()
        }
    }

    /// Lets what was begun on the stores' threads end. All that was acknowledged is on disk before and after.
    func close() {
        pool.stop()
        scratch?.remove()
    }
}

extension BlobError {
    /// What went wrong, for a line of the log.
    var cause: String { systemError?.description ?? "\(self)" }
}

extension Configuration.FileHash {
    /// The same for the store.
    var algorithm: HashAlgorithm {
        switch self {
        case .md5: .md5
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }
}
