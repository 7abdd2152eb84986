import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// The session that the seed shows, document by document: whole, in its order of members and links. The
/// deviations are the numbered choices of `hal-api.md` §14.
@Suite struct SeedTests {
    static let stream = "test-8d807c28fb3d4138b067ddab08bd99fd"

    /// A store as the seed found it: one stream of ten messages, the payloads with blanks in them.
    private func face() async throws -> Face {
        var options = HALServer.Options()
        options.version = "1.0.0"
        let face = try Face(options)
        for id in 0..<10 {
            let payload =
                #"{ "foo": "b922a8e3-6880-4bfe-b3ea-aedd93673823", "baz": {  }, "qux": [ 0, \#(id) ] }"#
            await face.post(
                "/streams/\(Self.stream)",
                #"{"messageId":"\#(Face.uuid(id + 1))","type":"test","jsonData":\#(payload),"jsonMetadata":"{}"}"#
            )
        }
        return face
    }

    @Test func `the index`() async throws {
        let reply = try await face().get("/", [("accept", "application/hal+json")])
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply[.vary] == "Accept, Accept-Encoding")
        try Golden.expect(reply.json, "index")
    }

    @Test func `read all stream`() async throws {
        let reply = try await face().get("/stream", [("accept", "application/hal+json")])
        #expect(reply.status == 200)
        #expect(reply[.cacheControl] == "max-age=0,no-cache,must-revalidate")
        #expect(reply[.etag] == "\"9\"")
        #expect(reply["SSS-HeadPosition"] == "9")
        try Golden.expect(reply.json, "all-stream")
    }

    @Test func `read stream`() async throws {
        let face = try await face()
        let target = "/streams/\(Self.stream)"
        let redirect = await face.get(target, [("accept", "application/hal+json")])
        #expect(redirect.status == 308)
        #expect(redirect[.contentType] == "application/hal+json")
        #expect(redirect[.location] == "../streams/\(Self.stream)?d=b&m=20&p=-1&e=0")
        #expect(redirect[.vary] == "Accept, Accept-Encoding")
        try Golden.expect(redirect.json, "redirect")
        let reply = await face.follow(target, [("accept", "application/hal+json")])
        #expect(reply.status == 200)
        #expect(reply[.etag] == "\"9\"")
        try Golden.expect(reply.json, "stream")
        try Golden.expect(await face.get(target + "?d=f&m=3&p=3&e=1").json, "stream-forwards")
        try Golden.expect(await face.follow("/streams/none").json, "stream-absent")
    }

    @Test func `read single message`() async throws {
        let face = try await face()
        let reply = await face.get(
            "/streams/\(Self.stream)/0", [("accept", "application/hal+json")])
        #expect(reply.status == 200)
        #expect(reply[.cacheControl] == "max-age=31536000")
        #expect(reply[.etag] == "\"0\"")
        try Golden.expect(reply.json, "message")
        try Golden.expect(await face.get("/streams/\(Self.stream)/77").json, "message-absent")
        try Golden.expect(await face.get("/stream/3").json, "all-stream-message")
    }

    @Test func `read and set stream metadata`() async throws {
        let face = try await face()
        let target = "/streams/\(Self.stream)/metadata"
        try Golden.expect(await face.get(target).json, "metadata-absent")
        try Golden.expect(await face.post(target, #"{"maxCount":5}"#).json, "metadata-set")
        try Golden.expect(await face.get(target).json, "metadata")
    }

    @Test func `append to stream`() async throws {
        let face = try await face()
        let headers = [("sss-expected-version", "-3"), ("content-type", "application+json")]
        let one = await face.post(
            "/streams/new-stream",
            #"{"messageId": "390903e2-6e2a-4e3e-ba94-27038a720fce", "type": "-", "jsonData": { }}"#,
            headers)
        #expect(one.status == 200)
        try Golden.expect(one.json, "append-one")
        let many = await face.post(
            "/streams/new-stream-multiple",
            #"[{"messageId": "5dce5675-a698-4a02-afc1-48ad88427f9b", "type": "-", "jsonData": { }}, {"messageId": "6da80336-671b-4b07-b166-cebe410b8178", "type": "-", "jsonData": { }}]"#,
            headers)
        #expect(many.status == 200)
        try Golden.expect(many.json, "append-many")
        let raw = await face.post(
            "/streams/raw", "%PDF",
            [("Content-Type", "application/pdf"), ("SSS-MessageId", Face.uuid(99))])
        try Golden.expect(raw.json, "append-raw")
        try Golden.expect(await face.get("/streams/raw/0").json, "message-raw")
    }

    @Test func `delete stream and message`() async throws {
        let face = try await face()
        for target in ["/streams/\(Self.stream)/0", "/streams/\(Self.stream)"] {
            let reply = await face.delete(target)
            #expect(reply.status == 204)
            #expect(reply[.vary] == "Accept, Accept-Encoding")
            #expect(reply.body.isEmpty)
        }
    }

    @Test func `browse streams and problems`() async throws {
        let face = try await face()
        await face.post("/streams/a%252fb", Face.message(1))
        try Golden.expect(await face.get("/streams?m=1").json, "feed-browser")
        try Golden.expect(await face.get("/docs").json, "docs")
        try Golden.expect(
            await face.post("/streams/a", #"[{"type":""}]"#, [("Accept", "application/hal+json")])
                .json,
            "problem-hal")
        try Golden.expect(
            await face.post("/streams/a%252fb", Face.message(2), [("SSS-ExpectedVersion", "-3")])
                .json,
            "problem")
    }
}
