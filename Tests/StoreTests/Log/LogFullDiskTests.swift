import Glibc
import Octets
import Testing

@testable import Store

/// Promise P10, on a real disk that is full.
@Suite struct LogFullDiskTests {
    private static let isRoot = getuid() == 0

    private func run(_ command: String) -> Bool {
        guard let pipe = unsafe popen(command + " >/dev/null 2>&1", "r") else { return false }
        return unsafe pclose(pipe) == 0
    }

    @Test(.enabled(if: isRoot, "mounting a small disk needs root"))
    func `a full disk refuses writes, reads on, and takes writes again when there is space`()
        async throws
    {
        let scratch = LogScratch()
        let disk = scratch.path + "/disk"
        unsafe mkdir(disk, 0o700)
        defer { unsafe rmdir(disk) }
        // As root it must work: a test that cannot do what it says must not pass.
        try #require(
            run("mount -t tmpfs -o size=2m,mode=700 tmpfs \(disk)"), "no small disk can be mounted")
        defer { _ = run("umount -l \(disk)") }
        var options = LogOptions()
        options.segmentBytes = 256 << 10
        options.fillAheadBytes = 128 << 10
        let stream = StreamID(name: "a")
        let big = Bytes([UInt8](repeating: 1, count: 20_000))
        let ballast = disk + "/ballast"
        #expect(run("dd if=/dev/zero of=\(ballast) bs=1k count=600"))
        var written: [UUID] = []
        for _ in 0..<10 {
            let store = try LogStore.open(directory: disk + "/data", options: options)
            var refusals = 0
            while refusals < 3 {
                let message = NewMessage(
                    id: .random(), type: "t", payload: Payload(.other(contentType: "x/y"), big))
                do throws(StoreError) {
                    _ = try await store.append([message], to: stream, expecting: .any)
                    written.append(message.id)
                } catch {
                    #expect(error == .insufficientStorage)
                    refusals += 1
                }
            }
            for id in written { #expect(try await store.message(withID: id) != nil) }
            // It starts on the full disk, too.
            await store.close()
            let again = try LogStore.open(directory: disk + "/data", options: options)
            #expect(try await again.state(of: stream)?.messageCount == written.count)
            unsafe unlink(ballast)
            _ = try await again.append([NewMessage("there is space")], to: stream, expecting: .any)
            try await again.truncate(stream, before: .max)
            try await again.scavenge()
            written = []
            await again.close()
            #expect(run("dd if=/dev/zero of=\(ballast) bs=1k count=600"))
        }
        #expect(try LogVerifier.verify(directory: disk + "/data").faults.isEmpty)
    }

    @Test(.enabled(if: isRoot, "mounting a small disk needs root"))
    func `a disk too full for a long payload refuses it, leaves nothing, and takes small ones`()
        async throws
    {
        let scratch = LogScratch()
        let disk = scratch.path + "/disk"
        unsafe mkdir(disk, 0o700)
        defer { unsafe rmdir(disk) }
        try #require(
            run("mount -t tmpfs -o size=4m,mode=700 tmpfs \(disk)"), "no small disk can be mounted")
        defer { _ = run("umount -l \(disk)") }
        var options = LogOptions()
        options.segmentBytes = 256 << 10
        options.fillAheadBytes = 128 << 10
        options.payloadFileBytes = 100_000
        let stream = StreamID(name: "a")
        let store = try LogStore.open(directory: disk + "/data", options: options)
        func append() async throws(StoreError) {
            let payload = Payload(
                .other(contentType: "x/y"), Bytes([UInt8](repeating: 1, count: 700_001)))
            _ = try await store.append(
                [NewMessage(id: .random(), type: "t", payload: payload)], to: stream,
                expecting: .any)
        }
        var written = 0
        for _ in 0..<8 {
            do throws(StoreError) {
                try await append()
                written += 1
            } catch {
                #expect(error == .insufficientStorage)
            }
        }
        #expect(written > 2 && written < 8)
        #expect(await store.writeObstacle() == nil)
        _ = try await store.append([NewMessage("small")], to: stream, expecting: .any)
        let report = try LogVerifier.verify(directory: disk + "/data")
        #expect(report.faults.isEmpty && report.payloads == written)
        let directory = try LogDirectory(
            disk + "/data/" + PayloadFiles.directoryName, fileSystem: FileSystem(), creates: false)
        #expect(try directory.names().count == written)
        try await store.deleteMessage(in: stream, at: 0)
        while try directory.names().count == written { try await Task.sleep(for: .milliseconds(1)) }
        try await append()
        await store.close()
    }
}
