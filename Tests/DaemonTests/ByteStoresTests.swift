import Foundation
import Octets
import Store
import Testing

@testable import Daemon

@Suite struct ByteStoresTests {
    private func configuration(_ place: Workplace) -> Configuration {
        var configuration = Configuration()
        configuration.data = place.directory.appending(path: "data").path()
        return configuration
    }

    @Test func `blobs lie in the data directory`() async throws {
        let place = try Workplace()
        let stores = try ByteStores(configuration(place))
        let stream = try #require(try await stores.streams?.save("a"))
        _ = try await stores.files?.save("hello", UploadOptions())
        #expect(place["data/DATA/\(stream.id).data"] == "a")
        #expect(place["data/store/5d/5d41402abc4b2a76b9719d911017c592"] == "hello")
        #expect(await stores.writeObstacle() == nil)
        stores.close()
        #expect(place["data/DATA/\(stream.id).data"] == "a")
    }

    @Test func `they lie where they are told to, under the digest that is wanted`() async throws {
        let place = try Workplace()
        var configuration = configuration(place)
        configuration.streamPath = place.directory.appending(path: "s").path()
        configuration.filePath = place.directory.appending(path: "f").path()
        configuration.fileHash = .sha1
        let stores = try ByteStores(configuration)
        let stream = try #require(try await stores.streams?.save("a"))
        _ = try await stores.files?.save("hello", UploadOptions())
        #expect(place["s/\(stream.id).data"] == "a")
        #expect(place["f/aa/aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"] == "hello")
        stores.close()
    }

    @Test func `beside messages that are forgotten at the end they go at the end`() async throws {
        let place = try Workplace()
        var configuration = configuration(place)
        configuration.store = .memory
        let stores = try ByteStores(configuration)
        let stream = try #require(try await stores.streams?.save("a"))
        #expect(try stores.streams?.facts(of: stream.id)?.length == 1)
        #expect(await stores.writeObstacle() == nil)
        #expect(place["data"] == nil)
        #expect(!FileManager.default.fileExists(atPath: configuration.data))
        stores.close()
        // The directory is gone.
        #expect(stores.streams?.writeObstacle() != nil)
    }

    @Test func `a directory that is none is named`() throws {
        let place = try Workplace()
        place["data/store"] = "a file"
        let error = #expect(throws: StartError.self) { try ByteStores(configuration(place)) }
        #expect(error?.code == .inputOutput)
        #expect(error?.message.contains("data/store: ") == true)
    }

    @Test func `a scratch directory goes with all that is in it, and links are not followed`()
        throws
    {
        let place = try Workplace()
        place["kept"] = "mine"
        let scratch = try ScratchDirectory()
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: "\(scratch.path)/a/b", withIntermediateDirectories: true)
        try manager.createSymbolicLink(
            atPath: "\(scratch.path)/a/link", withDestinationPath: place.directory.path())
        scratch.remove()
        #expect(!manager.fileExists(atPath: scratch.path))
        #expect(place["kept"] == "mine")
    }
}
