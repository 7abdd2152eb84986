import Glibc
import HTTP
import Octets
import Store
import Testing

@testable import HALServer

/// Uploads that fail below, or are too long.
@Suite struct FileTroubleTests {
    @Test(arguments: [(ENOSPC, "no space"), (EMFILE, "short of files"), (EIO, "failed")])
    func `trouble of the server is 500, a full disk too, and nothing stays`(
        code: Int32, words: String
    ) async throws {
        for failing in [BlobFaults.Call.create, .write, .sync, .link, .syncDirectory] {
            let isOn = Flag()
            let faults = BlobFaults { call, _ in isOn.value && call == failing ? code : nil }
            let face = try FileFace(faults: faults)
            isOn.value = true
            for target in ["/", "/files"] {
                let reply = try await face.upload("hello", to: target)
                // Where links are refused a file system has renames.
                if failing == .link, reply.status != 500 { continue }
                #expect(reply.status == 500, "\(failing)")
                #expect(reply.text.contains(words))
                #expect(!reply.text.contains(face.directory.path))
            }
            isOn.value = false
            // What has its first name stays, since others may have been told of it.
            #expect(face.directory.names.filter { $0.hasPrefix(".tmp") } == [], "\(failing)")
            let again = try await face.upload("hello")
            #expect(again.status == 200 || again.status == 409)
            #expect(try await face.get("/?file_hash=\(Hello.md5)").text == "hello")
        }
    }

    /// A word that several threads look at.
    private final class Flag: Sendable {
        private let lock = Lock()
        private nonisolated(unsafe) var isSet = false

        var value: Bool {
            get { lock.withLock { unsafe isSet } }
            set { lock.withLock { unsafe isSet = newValue } }
        }
    }

    @Test func `a file that is too long is refused`() async throws {
        #expect(FileFault(BlobError.tooLarge(limit: 3))?.status.code == 413)
        var options = FileStoreOptions()
        options.fileBytes = 4
        let face = try FileFace(options)
        #expect(try await face.upload("hello").status == 413)
        #expect(try await face.send(.post, "/files", bytes: "hello").status == 413)
        #expect(face.directory.names == [])
    }
}
