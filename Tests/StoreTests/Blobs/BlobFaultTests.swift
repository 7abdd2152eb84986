import Foundation
import Octets
import Testing

@testable import Store

@Suite struct BlobFaultTests {
    /// A call that a file system may refuse, and how it says so.
    static let refusals: [(BlobFaults.Call, Int32)] = [
        (.direct, EINVAL), (.direct, ENOTSUP), (.reserve, ENOTSUP), (.reserve, ENOSYS),
        (.reserve, EINVAL), (.attribute, ENOTSUP), (.link, EPERM), (.link, ENOTSUP),
        (.link, EMLINK),
        (.symbolicLink, EPERM), (.symbolicLink, ENOTSUP),
    ]

    @Test(arguments: refusals)
    func `what a file system lacks is done without`(call: BlobFaults.Call, code: Int32) async throws
    {
        let scratch = try BlobScratch(onDisk: true)
        let failing = FailingCalls()
        failing.fail(call, after: 0, with: code, forEver: true)
        try await store(in: scratch, failing.faults)
        #expect(failing.count > 0)
    }

    @Test func `neither links of any kind nor exclusive renames`() async throws {
        let scratch = try BlobScratch(onDisk: true)
        let lacking: Set<BlobFaults.Call> = [
            .link, .symbolicLink, .renameExclusively, .direct, .reserve, .attribute,
        ]
        try await store(
            in: scratch, BlobFaults { call, _ in lacking.contains(call) ? ENOTSUP : nil })
    }

    private func store(in scratch: BlobScratch, _ faults: BlobFaults) async throws {
        let store = try ByteStreamStore(
            directory: scratch.path + "/DATA", pool: scratch.pool, faults: faults)
        let bytes = noise(2_345_678)
        let options = UploadOptions(length: 2_345_678, note: BlobNote(name: "n"))
        let first = try await store.save(bytes, options)
        let second = try await store.save("small")
        #expect(try store.content(first.id, verifying: true) == bytes)
        #expect(try store.facts(of: first.id)?.note.name == "n")
        #expect([first.position.sequence, second.position.sequence] == [1, 2])
        #expect(try store.next(after: first.position)?.id == second.id)
        #expect(try store.position(of: second.id) == second.position)
        #expect(try store.delete(first.id))
        #expect(try store.first(of: .main)?.id == second.id)
        #expect(!scratch.names.contains { $0.hasPrefix("DATA/.tmp/") })
        let files = try HashedFileStore(
            directory: scratch.path + "/store", pool: scratch.pool, faults: faults)
        guard case .stored(let hash) = try await files.save(bytes, options) else {
            Issue.record("not stored")
            return
        }
        #expect(try await files.save(bytes, options) == .exists(hash))
        #expect(try files.content(hash, verifying: true) == bytes)
        #expect(try files.delete(hash))
        #expect(!scratch.names.contains { $0.hasPrefix("store/") })
    }

    @Test(arguments: [
        BlobFaults.Call.create, .lock, .write, .sync, .link, .symbolicLink, .syncDirectory,
    ])
    func `an upload is not acknowledged without its calls`(call: BlobFaults.Call) async throws {
        let scratch = try BlobScratch()
        let failing = FailingCalls()
        let streams = try scratch.streams(failing.faults)
        let files = try HashedFileStore(
            directory: scratch.path + "/store", pool: scratch.pool, faults: failing.faults)
        // Nothing needs to be made any more but what belongs to the upload.
        _ = try await streams.save("before")
        _ = try await files.save("before")
        let before = scratch.blobs
        failing.fail(call, after: 0, with: EIO, forEver: true)
        func isFailure(_ error: any Error) -> Bool {
            if case BlobError.failed(let error) = error { error.code == EIO } else { false }
        }
        await #expect { _ = try await streams.save("x") } throws: { isFailure($0) }
        if call != .symbolicLink {
            await #expect { _ = try await files.save("x") } throws: { isFailure($0) }
        }
        failing.reset()
        #expect(scratch.blobs == before)
        #expect(try await streams.save("behind").position.sequence > 1)
    }

    struct Plan: Sendable, CustomStringConvertible {
        let code: Int32
        let isForEver: Bool
        let hashes: Bool

        var description: String {
            "\(hashes ? "files" : "streams"): \(code == ENOSPC ? "ENOSPC" : "EIO")"
                + (isForEver ? " for ever" : " once")
        }

        static let all = [EIO, ENOSPC].flatMap { code in
            [false, true].flatMap { isForEver in
                [false, true].map { Plan(code: code, isForEver: isForEver, hashes: $0) }
            }
        }
    }

    /// Promise P11: the n-th call fails, for every n. What was acknowledged is there; what was not has left nothing
    /// that a start does not remove, or a whole file under its digest.
    @Test(arguments: Plan.all)
    func `no call that fails makes a false acknowledgement`(plan: Plan) async throws {
        var number = 0
        while true {
            let scratch = try BlobScratch()
            let failing = FailingCalls()
            failing.fail(nil, after: number, with: plan.code, forEver: plan.isForEver)
            let stored = await attempt(scratch, failing, plan)
            if failing.count == 0 { break }
            failing.reset()
            // Until nothing of the failed uploads is open any more.
            try await scratch.settle()
            if plan.hashes {
                let store = try scratch.files()
                let names = try store.names(after: nil, limit: 100)
                #expect(Set(names.map(\.description)).isSuperset(of: stored.keys))
                #expect(names.count <= stored.count + 1, "call \(number)")
                for hash in names {
                    let bytes = try store.content(hash, verifying: true)
                    if let wanted = stored["\(hash)"] { #expect(bytes == wanted) }
                    #expect(try store.delete(hash))
                }
            } else {
                let store = try scratch.streams()
                let names = try store.names(after: nil, limit: 100)
                #expect(Set(names.map(\.description)) == Set(stored.keys), "call \(number)")
                for (name, bytes) in stored {
                    let known = Octets.UUID(name)
                    let id = try #require(known)
                    #expect(try store.content(id, verifying: true) == bytes, "call \(number)")
                    #expect(try store.position(of: id) != nil)
                    #expect(try store.delete(id))
                }
            }
            #expect(scratch.blobs == [], "call \(number)")
            number += 1
        }
        #expect(number > 15)
    }

    /// What was acknowledged. Removing cannot be undone: a failed removal is no acknowledgement of anything.
    private func attempt(
        _ scratch: BlobScratch, _ failing: FailingCalls, _ plan: Plan
    ) async -> [String: Bytes] {
        var stored: [String: Bytes] = [:]
        for index in 0..<3 {
            let bytes = noise(index == 1 ? 600_000 : 100, seed: UInt64(index) + 1)
            let options = UploadOptions(length: UInt64(bytes.count), note: BlobNote(name: "x"))
            if plan.hashes {
                guard let store = try? scratch.files(failing.faults) else { continue }
                if case .stored(let hash) = try? await store.save(bytes, options) {
                    stored["\(hash)"] = bytes
                }
            } else {
                guard let store = try? scratch.streams(failing.faults) else { continue }
                if let id = try? await store.save(bytes, options).id { stored["\(id)"] = bytes }
            }
        }
        return stored
    }

    @Test func `what is there already is not acknowledged before it is durable`() async throws {
        let scratch = try BlobScratch()
        let failing = FailingCalls()
        let store = try scratch.files(failing.faults)
        _ = try await store.save("hello")
        for call in [BlobFaults.Call.syncDirectory, .sync] {
            failing.fail(call, after: call == .sync ? 1 : 0, with: EIO, forEver: true)
            await #expect(throws: BlobError.self) { _ = try await store.save("hello") }
            #expect(failing.count > 0)
        }
        failing.reset()
        guard case .exists = try await store.save("hello") else {
            Issue.record("not there")
            return
        }
        #expect(scratch.names.count == 2)
    }

    @Test func `a file that others may have met stays, and gets the names that it lacks`()
        async throws
    {
        let scratch = try BlobScratch()
        let failing = FailingCalls()
        let store = try scratch.files(failing.faults)
        // Its first name is linked, once its directory is there; the further one is not.
        failing.fail(.link, after: 2, with: EIO)
        await #expect(throws: BlobError.self) { _ = try await store.save("hello") }
        let name = try #require(try store.names(after: nil, limit: 9).first)
        #expect(try store.content(name, verifying: true) == "hello")
        #expect(scratch.names.count == 1)
        #expect(try await store.save("hello") == .exists(name))
        #expect(scratch.names.count == 2)
        let further = try Digester.hash(Bytes("hello").span, .sha256)
        #expect(try store.content(further) == "hello")
        #expect(try store.delete(name))
        #expect(scratch.names == [])
    }

    @Test func `queues are read where nothing can be written`() async throws {
        let scratch = try BlobScratch()
        let id = try await scratch.streams().save("1").id
        let orphan = "\(Octets.UUID.random()).data"
        scratch[orphan] = [1]
        try scratch.age(orphan, 10)
        let failing = FailingCalls()
        // Each of them is asked first: a failed adoption is not tried again at once.
        let reads: [(ByteStreamStore) throws -> Octets.UUID?] = [
            { try $0.first(of: .main)?.id }, { try $0.last(of: .main)?.id },
            { try $0.queues().isEmpty ? nil : id }, { try $0.queue(.main)?.count == 1 ? id : nil },
            { try $0.page(of: .main, limit: 9)?.entries.first?.id },
            { try $0.next(after: QueuePosition(.main, 0))?.id },
            { try $0.previous(before: QueuePosition(.main, 2))?.id },
        ]
        for read in reads {
            failing.reset()
            let store = try scratch.streams(failing.faults)
            failing.fail(nil, after: 0, with: EROFS, forEver: true)
            #expect(try read(store) == id)
            #expect(failing.count > 0)
        }
    }
}
