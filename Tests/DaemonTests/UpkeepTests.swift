import Foundation
import Octets
import Store
import TestSupport
import Testing

@testable import Daemon

@Suite struct UpkeepTests {
    /// Both ends of a pipe, the writing one for a journal.
    private func pipe() throws -> (reading: FileHandle, writing: CInt) {
        var ends: [CInt] = [0, 0]
        try #require(unsafe Glibc.pipe(&ends) == 0)
        return (FileHandle(fileDescriptor: ends[0], closeOnDealloc: true), ends[1])
    }

    /// Reads until so many lines have this text.
    private func lines(_ count: Int, _ text: String, from reading: FileHandle) throws -> String {
        var all = ""
        while all.split(separator: "\n").filter({ $0.contains(text) }).count < count {
            let data = reading.availableData
            try #require(!data.isEmpty, "\(all)")
            all += String(decoding: data, as: UTF8.self)
        }
        return all
    }

    @Test func `chores are done at once and again, whatever becomes of one`() async throws {
        try await blocking {
            let pipe = try pipe()
            let journal = try Journal(.text, to: pipe.writing)
            let upkeep = Upkeep(
                [
                    Upkeep.Chore(name: "fail", isPunctual: true) { () throws(BlobError) in
                        throw .failed(SystemError("open", code: ENOENT))
                    },
                    Upkeep.Chore(name: "count", isPunctual: true) { () throws(BlobError) in
                        "Counted."
                    },
                    Upkeep.Chore(name: "rest", isPunctual: true) { () throws(BlobError) in nil },
                ], every: 10, journal: journal)
            try upkeep.start()
            let text = try lines(3, "Counted.", from: pipe.reading)
            #expect(text.contains("Could not fail: open: No such file or directory."))
            #expect(!text.contains("Nothing to do"))
            upkeep.stop()
            journal.end()
            close(pipe.writing)
        }
    }

    @Test func `what costs much is done less often`() async throws {
        try await blocking {
            let pipe = try pipe()
            let journal = try Journal(.text, to: pipe.writing)
            let upkeep = Upkeep(
                [
                    Upkeep.Chore(name: "dear", isPunctual: false) { () throws(BlobError) in
                        usleep(100_000)
                        return "Dear."
                    },
                    Upkeep.Chore(name: "cheap", isPunctual: true) { () throws(BlobError) in
                        "Cheap."
                    },
                ], every: 10, journal: journal)
            try upkeep.start()
            let text = try lines(20, "Cheap.", from: pipe.reading)
            #expect(text.split(separator: "\n").filter { $0.contains("Dear.") }.count < 10)
            upkeep.stop()
            journal.end()
            close(pipe.writing)
        }
    }

    @Test func `streams without a place get one, and what a killed process left goes`()
        async throws
    {
        let place = try Workplace()
        let configuration = {
            var configuration = Configuration()
            configuration.data = place.directory.path()
            return configuration
        }()
        let stores = try ByteStores(configuration)
        defer { stores.close() }
        let streams = try #require(stores.streams)
        let id = Octets.UUID.random()
        place["DATA/\(id).data"] = "somebody's"
        place["DATA/.tmp/\(Octets.UUID.random())"] = "half"
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now.addingTimeInterval(-60)],
            ofItemAtPath: place.directory.appending(path: "DATA/\(id).data").path())
        let chores = Upkeep.chores(stores, timeToLive: GoDuration(nanoseconds: 0))
        #expect(!chores.contains { $0.name.contains("older") })
        let outcomes = try chores.compactMap { try $0.work() }
        #expect(
            outcomes == [
                "1 stream without a place put into the queue default.",
                "1 broken upload of a stream cleared away.",
            ])
        #expect(try streams.position(of: id) == QueuePosition(.main, 1))
        let aging = Upkeep.chores(stores, timeToLive: GoDuration(nanoseconds: 30_000_000_000))
        #expect(try aging.compactMap { try $0.work() } == ["1 stream older than 30s deleted."])
    }
}
