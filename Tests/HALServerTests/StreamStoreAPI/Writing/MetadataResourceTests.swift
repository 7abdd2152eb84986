import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct MetadataResourceTests {
    @Test func `metadata that was never set is 404 with the form`() async throws {
        let reply = try await Face().get("/streams/a/metadata")
        #expect(reply.status == 404)
        #expect(reply[.etag] == "\"-1\"")
        #expect(reply["streamId"]?.string == "a")
        #expect(reply["metadataStreamVersion"]?.integer == -1)
        #expect(reply["maxAge"] == nil)
        #expect(reply["metadataJson"] == nil)
        #expect(reply.href("self") == "../../streams/a/metadata")
        #expect(reply.href("streamStore:feed") == "../../streams/a")
        #expect(
            reply["_embedded", "streamStore:metadata", "title"]?.string == "Set Stream Metadata")
    }

    @Test func `what was set is shown, and what is left out is cleared`() async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a/metadata", #"{"maxAge":60,"maxCount":2,"metadataJson":{"a":1},"x":[]}"#)
        #expect(reply.status == 200)
        #expect(reply["streamId"]?.string == "a")
        #expect(reply["metadataStreamVersion"] == nil)
        #expect(reply["maxAge"]?.integer == 60)
        #expect(reply["maxCount"]?.integer == 2)
        #expect(reply["metadataJson"]?.string == #"{"a":1}"#)
        #expect(reply.href("streamStore:feed-browser") == nil)
        #expect(reply["_embedded"] == nil)
        let shown = await face.get("/streams/a/metadata")
        #expect(shown.status == 200)
        #expect(shown[.etag] == "\"0\"")
        #expect(shown["maxCount"]?.integer == 2)
        #expect(shown["metadataJson"]?.string == #"{"a":1}"#)
        await face.post("/streams/a/metadata", #"{"maxCount":null,"metadataJson":"{\"b\":2}"}"#)
        let cleared = await face.get("/streams/a/metadata")
        #expect(cleared["maxAge"] == nil)
        #expect(cleared["maxCount"] == nil)
        #expect(cleared["metadataJson"]?.string == #"{"b":2}"#)
        #expect(await face.follow("/streams/a").status == 404)
        #expect(await face.follow("/streams/$$a").versions == [1, 0])
    }

    @Test(
        arguments: [
            ("", nil), ("[]", ""), ("5", ""), ("null", ""), (#"{"maxAge":"5"}"#, "/maxAge"),
            (#"{"maxAge":0}"#, "/maxAge"), (#"{"maxCount":-1}"#, "/maxCount"),
            (#"{"maxCount":1.5}"#, "/maxCount"), (#"{"maxCount":2147483648}"#, "/maxCount"),
            (#"{"maxCount":[]}"#, "/maxCount"), (#"{"metadataJson":5}"#, "/metadataJson"),
            (#"{"metadataJson":"{"}"#, "/metadataJson"), (#"{"maxAge":1"#, nil),
        ] as [(String, String?)])
    func `a wrong body is 400`(body: String, pointer: String?) async throws {
        let face = try Face()
        let reply = await face.post("/streams/a/metadata", body)
        #expect(reply.status == 400)
        #expect(reply["title"]?.string == "Bad format.")
        if let pointer { #expect(reply["errors", "0", "pointer"]?.string == Bytes(pointer)) }
        #expect(await face.get("/streams/a/metadata").status == 404)
    }

    @Test(arguments: [
        ("SSS-ExpectedVersion", "0", 200), ("SSS-ExpectedVersion", "5", 409),
        ("SSS-ExpectedVersion", "-3", 409), ("SSS-ExpectedVersion", "-4", 400),
        ("If-Match", "\"0\"", 200), ("If-Match", "\"0;forms\"", 200),
        ("If-Match", "\"5;forms\"", 412),
        ("If-Match", "\"5\"", 412), ("If-None-Match", "*", 412),
    ])
    func `writes hold to the metadata's own version`(
        name: String, value: String, status: Int
    ) async throws {
        let face = try Face()
        await face.post("/streams/a/metadata", #"{"maxCount":5}"#)
        #expect(
            await face.post("/streams/a/metadata", #"{"maxCount":6}"#, [(name, value)]).status
                == status)
        #expect(
            await face.get("/streams/a/metadata")["maxCount"]?.integer == (status == 200 ? 6 : 5))
    }

    @Test func `of system streams only the deletions have metadata`() async throws {
        let face = try Face()
        #expect(await face.post("/streams/$x/metadata", "{}").status == 400)
        #expect(await face.post("/streams/$$a/metadata", "{}").status == 400)
        #expect(await face.post("/streams/$deleted/metadata", #"{"maxCount":5}"#).status == 200)
    }

    @Test func `maxCount holds at once`() async throws {
        let face = try Face()
        await face.fill("a", 1..<6)
        await face.post("/streams/a/metadata", #"{"maxCount":2}"#)
        #expect(await face.follow("/streams/a").versions == [4, 3])
    }
}
