import Foundation
import Octets
import Testing

@testable import Store

@Suite struct PartialFaultTests {
    struct Plan: Sendable, CustomStringConvertible {
        let kind: PartialScratch.Kind
        let code: Int32
        /// Whether all calls fail from then on, as if the server was killed there; what it then does to tidy up
        /// fails too.
        let isForEver: Bool
        /// What the file system lacks.
        let lacking: Set<BlobFaults.Call>

        var description: String {
            "\(kind) \(code == ENOSPC ? "ENOSPC" : "EIO")\(isForEver ? " for ever" : "")"
                + (lacking.isEmpty ? "" : " without links")
        }

        static let all = PartialScratch.Kind.allCases.flatMap { kind in
            [EIO, ENOSPC].flatMap { code in
                [false, true].flatMap { isForEver in
                    [[], [BlobFaults.Call.link, .symbolicLink, .attribute]].map {
                        Plan(kind: kind, code: code, isForEver: isForEver, lacking: Set($0))
                    }
                }
            }
        }
    }

    private static let bytes = noise(600_000)
    private static let cuts = [0, 100_000, 450_000, 600_000]

    /// The n-th call fails, for every n, and then another server comes. What was acknowledged is there; the rest can be
    /// sent again; one blob comes of it.
    @Test(arguments: Plan.all)
    func `wherever it is interrupted, an upload goes on where it was acknowledged`(
        plan: Plan
    ) async throws {
        var number = 0
        while true {
            let scratch = try BlobScratch()
            let failing = FailingCalls()
            let lacking = plan.lacking
            let faults = BlobFaults { [failing] call, name in
                lacking.contains(call) ? ENOTSUP : failing.faults.probe?(call, name)
            }
            failing.fail(nil, after: number, with: plan.code, forEver: plan.isForEver)
            let seen = await attempt(plan, scratch, faults)
            if failing.count == 0 { break }
            failing.reset()
            let next = try PartialScratch(
                plan.kind, on: scratch,
                faults: BlobFaults { call, _ in lacking.contains(call) ? ENOTSUP : nil })
            var result = seen.result
            if let id = seen.id {
                result = try await complete(id, from: seen.offset, next, "call \(number)")
                if let told = seen.result { #expect(result == told, "call \(number)") }
            }
            if let result {
                #expect(try next.content(result) == Self.bytes, "call \(number)")
                #expect(next.blobs.count == 1, "call \(number)")
                if plan.kind == .streams {
                    #expect(try next.position(result)?.sequence == 1, "call \(number)")
                }
            }
            #expect(!scratch.names.contains { $0.hasPrefix(".tmp/") }, "call \(number)")
            number += 1
        }
        #expect(number > 20)
    }

    /// How far a client came before a call failed.
    private struct Seen {
        var id: Octets.UUID?
        var offset = 0
        var result: PartialResult?
    }

    private func attempt(
        _ plan: Plan, _ scratch: BlobScratch, _ faults: BlobFaults
    ) async -> Seen {
        var seen = Seen()
        guard let store = try? PartialScratch(plan.kind, on: scratch, faults: faults) else {
            return seen
        }
        guard let id = try? await store.create(UInt64(Self.bytes.count)) else { return seen }
        seen.id = id
        for (start, end) in zip(Self.cuts, Self.cuts.dropFirst()) {
            do {
                seen.result = try await store.add(Self.bytes[start..<end], to: id)
                seen.offset = end
            } catch {
                return seen
            }
        }
        return seen
    }

    /// Sends what is missing, as a client does that asks first.
    private func complete(
        _ id: Octets.UUID, from offset: Int, _ store: PartialScratch, _ what: Comment
    ) async throws -> PartialResult? {
        _ = try await store.uploads.tidy()
        let status = try #require(try await store.uploads.status(of: id), what)
        #expect(status.offset >= UInt64(offset), what)
        if let result = status.result { return result }
        #expect(!status.isWhole, what)
        return try await store.add(Self.bytes[Int(status.offset)..<Self.bytes.count], to: id)
    }

    @Test func `a stream that was deleted before its end was recorded stays deleted`()
        async throws
    {
        let scratch = try BlobScratch()
        let failing = FailingCalls()
        let store = try PartialScratch(.streams, on: scratch, faults: failing.faults)
        // Nothing needs to be made any more but what belongs to the upload.
        let other = try await scratch.streams().save("other")
        let id = try await store.create(5)
        let upload = try #require(try await store.uploads.open(id))
        try await upload.begin(count: 5)
        try await upload.write("hello")
        try await upload.finishPart()
        failing.fail(.write, after: 0, with: EIO)
        await #expect(throws: PartialError.self) { _ = try await store.uploads.finish(upload) }
        upload.release()
        #expect(failing.count == 1)
        #expect(store.blobs.count == 2)
        #expect(try scratch.streams().delete(id))
        _ = try await store.uploads.tidy()
        #expect(try await store.uploads.status(of: id)?.result == .stream(id))
        #expect(store.blobs == [ByteStreamStore.fileName(other.id)])
        #expect(store.waiting.count == 1)
    }

    @Test func `bytes that were changed behind our back are no file`() async throws {
        let store = try PartialScratch(.files)
        let id = try await store.create(10)
        try await store.add("12345", to: id)
        store.scratch["\(PartialRecord.room)/\(id)"] = [9, 9, 9, 9, 9]
        await #expect {
            try await store.add("67890", to: id)
        } throws: { error in
            guard case PartialError.blob(.damaged) = error else { return false }
            return true
        }
        #expect(store.blobs == [])
    }

    @Test func `a record that is half written is read as it was before`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(10)
        try await store.add("123", to: id)
        try await store.add("45", to: id)
        let name = PartialRecord.name(of: id)
        let whole = try #require(store.scratch[name])
        let lines = [19, 19 + PartialMark.size]
        var offsets: Set<UInt64> = []
        for line in lines {
            var torn = whole
            torn[line + 20] ^= 1
            store.scratch[name] = torn
            offsets.insert(try #require(try await store.uploads.status(of: id)).offset)
        }
        #expect(offsets == [3, 5])
        var broken = whole
        for line in lines { broken[line + 20] ^= 1 }
        store.scratch[name] = broken
        #expect(try await store.uploads.status(of: id) == nil)
        for length in [0, 1, 300, 511, 512] {
            store.scratch[name] = Array(whole[0..<length])
            #expect(try await store.uploads.open(id) == nil)
        }
    }
}
