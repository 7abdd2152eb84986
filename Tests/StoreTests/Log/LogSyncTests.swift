import Octets
import Testing

@testable import Store

@Suite struct LogSyncTests {
    @Test func `a repeat and a conflict cost no sync of their own`() async throws {
        let recorder = FileRecorder()
        let store = try LogScratch().open { $0.fileSystem = recorder.fileSystem }
        let stream = StreamID(name: "a")
        let message = NewMessage("once")
        _ = try await store.append([message], to: stream, expecting: .any)
        let before = recorder.count
        let repeated = try await store.append([message], to: stream, expecting: .any)
        #expect(repeated.isRepeat)
        await #expect(throws: StoreError.wrongExpectedVersion(stream, .noStream)) {
            _ = try await store.append([NewMessage("twice")], to: stream, expecting: .noStream)
        }
        #expect(recorder.count == before)
        await store.close()
    }
}
