import Foundation
import Octets
import Testing

@testable import Store

@Suite struct WriteObstacleTests {
    @Test func `a directory that is there takes blobs, and nothing is written to tell so`() throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let before = scratch.names
        #expect(store.writeObstacle() == nil)
        #expect(scratch.names == before)
    }

    @Test func `a directory that is gone takes none`() throws {
        let path = FileManager.default.temporaryDirectory.appending(
            path: "halserver-obstacle-\(Foundation.UUID().uuidString)"
        ).path()
        let pool = BlobPool()
        defer { pool.stop() }
        let streams = try ByteStreamStore(directory: "\(path)/DATA", pool: pool)
        let files = try HashedFileStore(directory: "\(path)/store", pool: pool)
        #expect(streams.writeObstacle() == nil)
        #expect(files.writeObstacle() == nil)
        try FileManager.default.removeItem(atPath: path)
        let missing = BlobError.failed(SystemError("open", code: ENOENT))
        #expect(streams.writeObstacle() == missing)
        #expect(files.writeObstacle() == missing)
    }
}
