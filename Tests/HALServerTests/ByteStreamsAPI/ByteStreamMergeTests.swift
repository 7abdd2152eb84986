import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

@Suite struct ByteStreamMergeTests {
    private static let json = [("Content-Type", "application/json")]
    private static let form = [("Content-Type", "application/x-www-form-urlencoded")]

    @Test func `the store and the form agree how many can be merged`() {
        #expect(MergeStreamsSchema.mostStreams == ByteStreamStore.mostParts)
    }

    @Test func `streams become one, in the order in which they are named`() async throws {
        let face = try ByteStreamsFace()
        let one = try await face.save("to be")
        let two = try await face.save(", or not ")
        let upper = one.uppercased()
        for (fields, body) in [
            (Self.json, #"{"streams":["\#(one)","\#(two)","\#(upper)"]}"#),
            ([], #" {"streams":["\#(one)","\#(two)","\#(one)"],"other":1}"#),
            (Self.form, #" {"streams":["\#(one)","\#(two)","\#(one)"]}"#),
            (Self.json, #"{"streams":"\#(one), \#(two) \#(one)\n","delete":"false"}"#),
            (Self.form, "streams=\(one),\(two)&streams=\(one)"),
            (Self.form, "streams=\(one)&streams=\(two)&streams=\(one)&queue=&delete=false"),
        ] {
            let reply = try await face.send(.post, "/v1/merge", fields, body: Bytes(body))
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.body.count == 65)
            let id = try #require(reply.json["id"]?.string?.text)
            #expect(reply[.location] == "streams/\(id)")
            #expect(reply[.link] == "<queues/default>; rel=\"collection\"")
            #expect(try await face.get("/v1/streams/\(id)").text == "to be, or not to be")
        }
        #expect(face.files.count == 8)
    }

    @Test func `parts are deleted and a queue is chosen where one says so`() async throws {
        let face = try ByteStreamsFace()
        for isForm in [true, false] {
            let one = try await face.save("a")
            let two = try await face.save("b")
            let reply = try await face.send(
                .post, "/v1/merge?name=both.txt", isForm ? Self.form : Self.json,
                body: Bytes(
                    isForm
                        ? "streams=\(one)&streams=\(two)&queue=whole&delete=true"
                        : #"{"streams":["\#(one)","\#(two)"],"queue":"whole","delete":true}"#))
            #expect(reply.status == 201)
            #expect(try await face.get("/v1/streams/\(one)").status == 404)
            let merged = try await face.get("/v1/queues/whole/last")
            #expect(merged.text == "ab")
            #expect(merged[.contentDisposition] == "attachment; filename=\"both.txt\"")
        }
    }

    @Test func `a stream that is missing is named, and nothing is stored`() async throws {
        let face = try ByteStreamsFace()
        let one = try await face.save("a")
        let missing = UUID.random()
        let reply = try await face.send(
            .post, "/v1/merge", Self.json, body: Bytes(#"{"streams":["\#(one)","\#(missing)"]}"#))
        #expect(reply.status == 404)
        #expect(
            reply.text
                == "{\"error\":{\"Op\":\"open\",\"Path\":\"DATA/\(missing).data\",\"Err\":2},\"status\":\"error\"}\n"
        )
        #expect(face.files == ["\(one).data"])
    }

    private static let id = "20ef43f7-4bfd-4b86-9204-7c857a09a940"

    @Test(arguments: [
        ("", "not JSON"), ("{", "not JSON"), ("[]", "object"), ("{}", "streams"),
        (#"{"streams":[]}"#, "streams"), (#"{"streams":" , "}"#, "streams"),
        (#"{"streams":{}}"#, "streams"),
        (#"{"streams":["x"]}"#, "streams/0 must be a UUID"), (#"{"streams":[1]}"#, "string"),
        (#"{"streams":["\#(id)"],"queue":".a"}"#, "name of a queue"),
        (#"{"streams":["\#(id)"],"queue":null}"#, "queue"),
        (#"{"streams":["\#(id)"],"delete":"yes"}"#, "delete"),
        ("streams=x", "not JSON"), (#"{"streams":["{\#(id)}"]}"#, "UUID"),
    ])
    func `a body that is no such form is 400`(body: String, word: String) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.post, "/v1/merge", Self.json, body: Bytes(body))
        #expect(reply.status == 400)
        #expect(reply.json["error"]?.integer == 400)
        let message = reply.json["message"]?.string?.text ?? ""
        #expect(message.contains(word), "\(message)")
        let inHAL = try await face.send(
            .post, "/v1/merge", Self.json + ByteStreamsFace.hal, body: Bytes(body))
        #expect(inHAL.status == 400)
        #expect(inHAL[.contentType] == "application/hal+json")
        #expect(inHAL.json["errors"]?[0]?["pointer"] != nil)
        #expect(inHAL.json["_embedded"]?["httpstream:merge"] != nil)
        let curies = inHAL.json["_links"]?["curies"]?.elements ?? []
        #expect(curies.contains { $0["name"]?.string == "httpstream" })
        #expect(face.files.isEmpty)
    }

    @Test(arguments: ["", "queue=a", "streams=", "streams=x", "streams=\(id)&delete=maybe"])
    func `a form that says no streams is 400`(body: String) async throws {
        let face = try ByteStreamsFace()
        #expect(
            try await face.send(.post, "/v1/merge", Self.form, body: Bytes(body)).status == 400)
    }

    @Test func `too many streams and too long bodies are refused`() async throws {
        let face = try ByteStreamsFace()
        let ids = Array(repeating: "\"\(Self.id)\"", count: 257).joined(separator: ",")
        let many = try await face.send(
            .post, "/v1/merge", Self.json, body: Bytes("{\"streams\":[\(ids)]}"))
        #expect(many.status == 400)
        let long = try await face.send(
            .post, "/v1/merge", Self.json, body: Bytes(String(repeating: " ", count: 70_000)))
        #expect(long.status == 413)
        #expect(long.json["error"]?.integer == 413)
        let coded = try await face.send(
            .post, "/v1/merge", Self.json + [("Content-Encoding", "gzip")], body: "{}")
        #expect(coded.status == 415)
        #expect(coded[.acceptEncoding] == "identity")
    }
}
