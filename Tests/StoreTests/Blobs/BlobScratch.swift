import CLinux
import Foundation
import Octets
import TestSupport

@testable import Store

/// A directory of a test's own for a blob store, in memory where that is possible; gone with the value.
final class BlobScratch: Sendable {
    let path: String
    let pool = BlobPool(threads: 3)

    /// - Parameter onDisk: whether it lies on a disk, not in memory.
    init(onDisk: Bool = false) throws {
        let isInMemory = unsafe !onDisk && access("/dev/shm", W_OK) == 0
        path = "\(isInMemory ? "/dev/shm" : "/tmp")/halserver-blobs-\(Octets.UUID.random())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        pool.stop()
        try? FileManager.default.removeItem(atPath: path)
    }

    func streams(_ faults: BlobFaults = BlobFaults()) throws -> ByteStreamStore {
        try ByteStreamStore(directory: path, pool: pool, faults: faults)
    }

    func files(_ faults: BlobFaults = BlobFaults()) throws -> HashedFileStore {
        try HashedFileStore(directory: path, pool: pool, faults: faults)
    }

    /// Every file and link below, with its path, sorted; the lines for people left out.
    var names: [String] {
        let all = FileManager.default.enumerator(atPath: path)
        var names: [String] = []
        while let name = all?.nextObject() as? String {
            var isDirectory: ObjCBool = false
            let place = path + "/" + name
            let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: place)) != nil
            _ = unsafe FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
            if isLink || (!isDirectory.boolValue && !name.hasSuffix("/README")) {
                names.append(name)
            }
        }
        return names.sorted()
    }

    /// The files that hold bytes of users, or were on the way to.
    var blobs: [String] { names.filter { !$0.hasPrefix(".meta/") } }

    /// The bytes of a file.
    subscript(name: String) -> [UInt8]? {
        get {
            FileManager.default.contents(atPath: path + "/" + name).map { [UInt8]($0) }
        }
        set {
            let place = path + "/" + name
            let folder = (place as NSString).deletingLastPathComponent
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            if let newValue {
                _ = FileManager.default.createFile(atPath: place, contents: Data(newValue))
            } else {
                try? FileManager.default.removeItem(atPath: place)
            }
        }
    }

    /// Whether the file system has writes that go past the page cache.
    var takesDirectWrites: Bool {
        get throws {
            let name = "\(path)/direct"
            let file = Descriptor(adopting: unsafe open(name, O_RDWR | O_CREAT, 0o600))
            defer { unsafe unlink(name) }
            guard halserver_set_direct(file.raw, 1) == 0, let block = AlignedBlock() else {
                return false
            }
            _ = block.append(noise(4096).span, limit: 4096)
            do { try file.write(block.span, at: 0) } catch { return false }
            return true
        }
    }

    /// Has a file have been written so many seconds ago.
    func age(_ name: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Foundation.Date(timeIntervalSinceNow: -seconds)],
            ofItemAtPath: path + "/" + name)
    }

    /// Waits until the store's threads have done what they were given.
    func settle() async throws {
        // Each of them has taken something behind it when all of these run at once.
        let gate = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask { [pool] in
                    try await pool.run { () throws(BlobError) in
                        gate.add(1)
                        while gate.value < 3 { usleep(100) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// So many bytes that look random, the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1) -> Bytes {
    var dice = Dice(seed)
    var writer = ByteWriter(capacity: count + 8)
    while writer.count < count { writer.append(littleEndian: dice.roll()) }
    return writer.finish()[0..<count]
}

extension OpenBlob {
    /// All of it.
    borrowing func content() throws -> Bytes { try read(Int(facts.length) + 1, at: 0) }
}

/// An open blob that several may hold: `#expect` takes no values that cannot be copied.
final class SharedBlob: Sendable {
    private let blob: OpenBlob

    init(_ blob: consuming OpenBlob) { self.blob = blob }

    func content() throws -> Bytes { try blob.content() }
}

extension BlobStore {
    /// The bytes of a blob; nil if there is none.
    func content(_ name: Name, verifying: Bool = false) throws -> Bytes? {
        guard let blob = try open(name, verifying: verifying) else { return nil }
        return try blob.content()
    }

    /// An open blob.
    func shared(_ name: Name) throws -> SharedBlob? {
        guard let blob = try open(name) else { return nil }
        return SharedBlob(blob)
    }

    /// Whether there is a blob.
    func has(_ name: Name) throws -> Bool { try shared(name) != nil }
}
