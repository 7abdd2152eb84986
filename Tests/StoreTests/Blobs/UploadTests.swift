import Glibc
import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct UploadTests {
    /// How an upload may end without being stored.
    enum Ending: CaseIterable {
        case aborted, dropped, cutShort, tooLong, overLimit, wrongHash, failedWrite, failedSync
    }

    /// Promise P9.
    @Test(arguments: Ending.allCases)
    func `an upload that ends anywhere leaves nothing`(ending: Ending) async throws {
        let scratch = try BlobScratch()
        let failing = FailingCalls()
        let store = try scratch.streams(failing.faults)
        let kept = try await store.save("kept").id
        let before = scratch.names
        let all = noise(2_600_000)
        var dice = Dice(UInt64(Ending.allCases.firstIndex(of: ending) ?? 0) + 11)
        for round in 0..<60 {
            let length = dice.pick([1, 4095, 4096, 70_000, 300_000, 1 << 20, 2_500_000])
            let bytes = all[round..<(round + length)]
            let reached = dice.roll(length + 1)
            var options = UploadOptions(length: dice.roll(2) == 0 ? nil : UInt64(length))
            switch ending {
            case .cutShort: options.length = UInt64(length) + 1 + UInt64(dice.roll(1 << 20))
            case .tooLong: options.length = UInt64(dice.roll(length))
            case .overLimit:
                options.length = nil
                options.limit = UInt64(dice.roll(length))
            case .wrongHash: options.expected = [try Digester.hash(Bytes("x").span, .sha256)]
            case .failedWrite: failing.fail(.write, after: dice.roll(4), with: EIO)
            case .failedSync: failing.fail(.sync, after: 0, with: EIO)
            case .aborted, .dropped: break
            }
            let isWhole = ending != .aborted && ending != .dropped
            do {
                let upload = try await store.begin(options)
                var start = 0
                let end = isWhole ? length : reached
                while start < end {
                    let next = min(start + 1 + dice.roll(400_000), end)
                    try await upload.write(bytes[start..<next])
                    start = next
                }
                if isWhole {
                    _ = try await store.commit(upload)
                    // Fewer writes than the one that was to fail.
                    #expect(ending == .failedWrite, "round \(round) was stored")
                    if ending == .failedWrite { _ = try store.delete(upload.id) }
                } else if ending == .aborted {
                    await upload.abort()
                    await #expect(throws: BlobError.closed) { try await upload.write("x") }
                    await #expect(throws: BlobError.closed) { _ = try await store.commit(upload) }
                }
            } catch {
                #expect(isWhole, "round \(round): \(error)")
            }
            failing.reset()
            if ending == .dropped { try await scratch.settle() }
            #expect(scratch.blobs == before.filter { !$0.hasPrefix(".meta/") }, "round \(round)")
        }
        #expect(try store.content(kept) == "kept")
        #expect(try store.queue(.main)?.count == 1)
    }

    /// Lengths around the block, the alignment and the length from which on an upload is large.
    @Test(arguments: [false, true], [true, false])
    func `bytes come back as they went in`(onDisk: Bool, isAnnounced: Bool) async throws {
        let scratch = try BlobScratch(onDisk: onDisk)
        let store = try scratch.streams()
        var dice = Dice(5)
        for length in [
            0, 1, 4095, 4096, 4097, 262_143, 262_144, 262_145, 1_048_575, 1_048_576, 1_048_577,
            1_310_720, 2_097_152, 3_333_333,
        ] {
            let bytes = noise(length, seed: UInt64(length) + 3)
            let upload = try await store.begin(
                UploadOptions(length: isAnnounced ? UInt64(length) : nil))
            var start = 0
            while start < length {
                let next = min(
                    start + 1 + dice.roll(dice.pick([10_000, 100_000, 2_000_000])), length)
                try await upload.write(bytes[start..<next])
                if dice.roll(20) == 0 { try await upload.pause() }
                start = next
                #expect(upload.count == UInt64(start))
            }
            let stored = try await store.commit(upload)
            #expect(try store.content(stored.id, verifying: true) == bytes, "\(length)")
        }
        #expect(store.figures().uploads == 14)
        // Past the page cache where that can be done.
        #expect(try (store.figures().directUploads > 0) == scratch.takesDirectWrites)
    }

    @Test func `what was announced and will never fit is refused at once`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        await #expect {
            _ = try await store.begin(UploadOptions(length: 1 << 60))
        } throws: { error in
            guard case BlobError.insufficientStorage = error else { return false }
            return true
        }
        var options = UploadOptions(length: 11)
        options.limit = 10
        await #expect(throws: BlobError.tooLarge(limit: 10)) { _ = try await store.begin(options) }
        #expect(scratch.names == [])
    }

    @Test func `an announced length reserves room only a little ahead`() async throws {
        let scratch = try BlobScratch(onDisk: true)
        let store = try scratch.streams()
        let upload = try await store.begin(UploadOptions(length: 1 << 30))
        try await upload.write(noise(2_000_000))
        let name = scratch.path + "/.tmp/\(upload.id)"
        var status = stat()
        #expect(unsafe stat(name, &status) == 0)
        #expect(status.st_size >= 1 << 20 && status.st_size <= 128 << 20)
        await upload.abort()
        #expect(scratch.names == [])
        // What was reserved and not used does not become part of a stream.
        let whole = try await store.save(noise(300_001), UploadOptions(length: 300_001))
        #expect(try store.facts(of: whole.id)?.length == 300_001)
    }

    @Test func `without memory for blocks uploads are as good`() async throws {
        let scratch = try BlobScratch(onDisk: true)
        let budget = BlockBudget(blocks: 1)
        let store = try ByteStreamStore(directory: scratch.path, pool: scratch.pool, budget: budget)
        let bytes = noise(3_000_000)
        let uploads = [
            try await store.begin(UploadOptions(length: 3_000_000)),
            try await store.begin(UploadOptions(length: 3_000_000)),
            try await store.begin(UploadOptions()),
        ]
        for start in stride(from: 0, to: bytes.count, by: 123_457) {
            for upload in uploads { try await upload.write(bytes[start..<(start + 123_457)]) }
        }
        for upload in uploads {
            let id = try await store.commit(upload).id
            #expect(try store.content(id) == bytes)
        }
        // All blocks were given back.
        #expect(budget.take() != nil)
        #expect(budget.take() == nil)
    }

    @Test func `an upload belongs to its store, and two calls at once are refused`() async throws {
        let scratch = try BlobScratch()
        let other = try BlobScratch()
        let upload = try await scratch.streams().begin(UploadOptions())
        let stranger = try other.streams()
        await #expect(throws: BlobError.closed) { _ = try await stranger.commit(upload) }
        #expect(scratch.names == [] && other.names == [])
    }
}
