import Foundation
import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ByteStreamDeletingTests {
    @Test func `a stream is deleted once, and then said to be missing in 107 bytes`()
        async throws
    {
        let face = try ByteStreamsFace()
        let id = try await face.save("some data")
        let reply = try await face.send(.delete, "/v1/streams/\(id)", body: "ignored")
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/json; charset=utf-8")
        #expect(reply.text == "{\"id\":\"\(id)\",\"status\":\"deleted\"}\n")
        let again = try await face.send(.delete, "/v1/streams/\(id)")
        #expect(again.status == 404)
        #expect(again[.contentType] == "application/json; charset=utf-8")
        #expect(again.body.count == 107)
        #expect(
            again.text
                == "{\"error\":{\"Op\":\"remove\",\"Path\":\"DATA/\(id).data\",\"Err\":2},\"status\":\"error\"}\n"
        )
        #expect(try await face.get("/v1/streams/\(id)").status == 404)
        #expect(face.files.isEmpty)
    }

    @Test func `who reads a stream reads it to its end`() async throws {
        let face = try ByteStreamsFace()
        let id = try await face.save("some data")
        let request = Request(method: .get, target: Target("/v1/streams/\(id)"))
        let response = await face.router.respond(to: request)
        try await face.send(.delete, "/v1/streams/\(id)")
        #expect(try StreamReply(response).text == "some data")
    }

    @Test(arguments: ["error-in-stream-id", "20EF43F7-4BFD-4B86-9204-7C857A09A940", "%22"])
    func `what is no stream cannot be deleted`(id: String) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.delete, "/v1/streams/\(id)")
        #expect(reply.status == 404)
        #expect(reply.json["error"]?["Op"]?.string == "remove")
        #expect(reply.json["error"]?["Err"]?.integer == 2)
    }

    @Test(arguments: ["..%2fsecret", "%2Fetc%2Fpasswd"])
    func `a slash in a name leads nowhere`(id: String) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.delete, "/v1/streams/\(id)")
        #expect(reply.status == 404)
        #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
    }

    @Test func `a call that fails is no 404`() async throws {
        let face = try ByteStreamsFace(
            faults: BlobFaults { call, name in
                call == .remove && name.hasSuffix(".data") ? EACCES : nil
            })
        let id = try await face.save("some data")
        let reply = try await face.send(.delete, "/v1/streams/\(id)")
        #expect(reply.status == 500)
        #expect(
            reply.json["message"]?.string?.text == "remove DATA/\(id).data: permission denied")
        #expect(try await face.get("/v1/streams/\(id)").text == "some data")
    }

    @Test(arguments: [(Int64(0), 2), (3600, 1)])
    func `cleaning deletes what is too old, and nothing where nothing is`(ttl: Int64, left: Int)
        async throws
    {
        var options = ByteStreamsOptions()
        options.timeToLive = ttl
        let face = try ByteStreamsFace(options)
        let old = try await face.save("old")
        let young = try await face.save("young")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)],
            ofItemAtPath: "\(face.directory)/\(old).data")
        let reply = try await face.send(.delete, "/v1/streams")
        #expect(reply.status == 200)
        #expect(reply.text == "{\"status\":\"cleaned\"}\n")
        #expect(face.files.count == left)
        #expect(try await face.get("/v1/streams/\(young)").text == "young")
        let document = try await face.document("/v1/streams")
        #expect((document.json["_embedded"]?["httpstream:clean"] != nil) == (ttl > 0))
        #expect(document.json["timeToLive"]?.integer == (ttl > 0 ? ttl : nil))
    }
}
