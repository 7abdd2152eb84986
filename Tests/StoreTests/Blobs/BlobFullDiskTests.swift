import Glibc
import Octets
import TestSupport
import Testing

@testable import Store

/// Promise P10, on a real disk that is full.
@Suite struct BlobFullDiskTests {
    private static let isRoot = getuid() == 0

    private func run(_ command: String) -> Bool {
        guard let pipe = unsafe popen(command + " >/dev/null 2>&1", "r") else { return false }
        return unsafe pclose(pipe) == 0
    }

    @Test(.enabled(if: isRoot, "mounting a small disk needs root"))
    func `a full disk refuses uploads, serves what it has, and takes uploads again`() async throws {
        let scratch = try BlobScratch()
        let disk = scratch.path + "/disk"
        unsafe mkdir(disk, 0o700)
        try #require(
            run("mount -t tmpfs -o size=4m,mode=700 tmpfs \(disk)"), "no small disk can be mounted")
        defer { _ = run("umount -l \(disk)") }
        let store = try ByteStreamStore(directory: disk + "/DATA", pool: scratch.pool)
        let files = try HashedFileStore(directory: disk + "/store", pool: scratch.pool)
        let bytes = noise(1_000_000)
        for _ in 0..<3 {
            var stored: [UUID] = []
            var refusals = 0
            while refusals < 4 {
                // Announced or not, of one digest or many: the disk is as full.
                let isAnnounced = refusals % 2 == 0
                do throws(BlobError) {
                    let upload = try await store.begin(
                        UploadOptions(length: isAnnounced ? 1_000_000 : nil))
                    for start in stride(from: 0, to: 1_000_000, by: 250_000) {
                        try await upload.write(bytes[start..<(start + 250_000)])
                    }
                    stored.append(try await store.commit(upload).id)
                } catch {
                    guard case .insufficientStorage = error else { throw error }
                    refusals += 1
                }
            }
            #expect(stored.count >= 2)
            await #expect {
                _ = try await files.save(noise(3_000_000))
            } throws: { error in
                guard case BlobError.insufficientStorage = error else { return false }
                return true
            }
            #expect(scratch.names.filter { $0.hasPrefix("disk/DATA/.tmp/") } == [])
            #expect(!scratch.names.contains { $0.hasPrefix("disk/store/") })
            for id in stored { #expect(try store.content(id, verifying: true) == bytes) }
            #expect(try store.queue(.main)?.count == UInt64(stored.count))
            // It starts on the full disk, too.
            _ = try ByteStreamStore(directory: disk + "/DATA", pool: scratch.pool)
            for id in stored { #expect(try store.delete(id)) }
        }
    }
}
