import HTTP
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct StreamStoreErrorsTests {
    @Test(
        arguments: [
            (.insufficientStorage, 507, nil), (.busy, 503, "1"),
            (.readOnly("a sync failed"), 503, "60"),
            (.closed, 503, "5"), (.tooLarge(limit: 5), 413, nil),
            (.damaged("/var/lib/halserver/segment-1.log at 77"), 500, nil),
            (.failed("/var/lib/halserver"), 500, nil), (.duplicateMessageID(.null), 409, nil),
        ] as [(StoreError, Int, String?)])
    func `a failure of the store has a status and tells no paths`(
        error: StoreError, status: Int, retry: String?
    ) async throws {
        let face = try Face(store: FailingStore(error: error))
        let replies = [
            await face.post("/streams/a", Face.message(1)), await face.get("/stream"),
            await face.get("/streams/a?d=b&m=20&p=-1&e=0"), await face.delete("/streams/a"),
            await face.get("/streams/a/0"), await face.get("/streams/a/0/payload"),
            await face.delete("/streams/a/0"), await face.get("/streams"),
            await face.get("/streams/a/metadata"), await face.post("/streams/a/metadata", "{}"),
        ]
        for reply in replies {
            #expect(reply.status == status)
            #expect(reply[.retryAfter] == retry)
            #expect(!reply.text.contains("/var"))
            #expect(reply[.contentType] == "application/problem+json")
        }
        #expect(await face.get("/").status == 200)
    }

    @Test func `readiness is the store's`() async throws {
        let resources = Resources(documents: [])
        let store = MemoryStore()
        let server = HALServer(store: store, resources: resources)
        #expect(await server.isReady())
        await store.close()
        #expect(await server.isReady() == false)
    }
}
