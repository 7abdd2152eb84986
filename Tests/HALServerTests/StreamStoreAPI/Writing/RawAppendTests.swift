import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct RawAppendTests {
    @Test func `any other media type is kept bit by bit`() async throws {
        let face = try Face()
        let bytes = Bytes((0...255).map { UInt8($0) })
        let reply = await face.send(
            .post, "/streams/a", [("Content-Type", "image/png"), ("SSS-ExpectedVersion", "-3")],
            body: bytes)
        #expect(reply.status == 201)
        #expect(reply["currentVersion"]?.integer == 0)
        #expect(reply.href("streamStore:message") == "../streams/a/0")
        #expect(reply.href("streamStore:payload") == "../streams/a/0/payload")
        let id: String = try #require(reply["SSS-MessageId" as HeaderName])
        #expect(reply["messageId"]?.string == Bytes(id))
        let message = await face.get("/streams/a/0")
        #expect(message["messageId"]?.string == Bytes(id))
        #expect(message["type"]?.string == "image/png")
        #expect(message["contentType"]?.string == "image/png")
        #expect(message["contentLength"]?.integer == 256)
        #expect(message["payload"] == nil)
        #expect(message["_links", "streamStore:payload", "type"]?.string == "image/png")
        let payload = await face.get("/streams/a/0/payload")
        #expect(payload.body == bytes)
        #expect(payload[.contentType] == "image/png")
        #expect(payload[.contentTypeOptions] == "nosniff")
        #expect(payload[.contentSecurityPolicy] == "sandbox; default-src 'none'")
    }

    @Test func `headers say what a form would`() async throws {
        let face = try Face()
        let headers = [
            ("Content-Type", "text/plain"), ("SSS-MessageType", "note"),
            ("SSS-MessageId", Face.uuid(7)), ("SSS-Metadata", #"{"by":"me"}"#),
        ]
        for _ in 0..<2 {
            let reply = await face.post("/streams/a", "hello", headers)
            #expect(reply.status == 200)
            #expect(reply["SSS-MessageId"] == Face.uuid(7))
            #expect(reply.href("streamStore:message") == "../streams/a/0")
        }
        let message = await face.get("/streams/a/0")
        #expect(message["type"]?.string == "note")
        #expect(message["metadata"]?.string == #"{"by":"me"}"#)
        #expect(await face.get("/streams/a/0/payload").text == "hello")
    }

    @Test func `JSON with a message type in the header is JSON`() async throws {
        let face = try Face()
        let headers = [("Content-Type", "application/json"), ("SSS-MessageType", "t")]
        #expect(await face.post("/streams/a", #"{"messageId":1}"#, headers).status == 200)
        #expect(await face.get("/streams/a/0")["payload"]?.string == #"{"messageId":1}"#)
        #expect(await face.post("/streams/a", "{", headers).status == 400)
    }

    @Test func `a message type without a media type is bytes`() async throws {
        let face = try Face()
        #expect(await face.post("/streams/a", "", [("SSS-MessageType", "t")]).status == 200)
        let payload = await face.get("/streams/a/0/payload")
        #expect(payload.status == 200)
        #expect(payload[.contentType] == "application/octet-stream")
        #expect(payload.body.isEmpty)
    }

    @Test(arguments: [
        ("SSS-MessageId", "x"), ("SSS-MessageId", "00000000-0000-0000-0000-000000000000"),
        ("SSS-MessageType", ""), ("SSS-Metadata", "{"), ("SSS-Metadata", "{} {}"),
        ("SSS-ExpectedVersion", "y"), ("Content-Type", "a/" + String(repeating: "b", count: 300)),
        ("SSS-MessageType", String(repeating: "t", count: 129)),
    ])
    func `a wrong header is 400`(name: String, value: String) async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a", "x", [(name, value), ("Content-Type", "image/png")])
        #expect(reply.status == 400)
        #expect(await face.follow("/streams/a").status == 404)
    }

    @Test(arguments: [
        ("text/html", true), ("image/svg+xml", true),
        ("application/xhtml+xml; charset=utf-8", true),
        ("TEXT/HTML", true), ("image/png", false), ("application/octet-stream", false),
    ])
    func `nothing stored runs in a browser`(type: String, isAttachment: Bool) async throws {
        let face = try Face()
        let body = "<script>alert(1)</script>"
        await face.post("/streams/a", body, [("Content-Type", type)])
        let payload = await face.get("/streams/a/0/payload")
        #expect(payload.text == body)
        #expect(payload[.contentType] == type)
        #expect(payload[.contentTypeOptions] == "nosniff")
        #expect(payload[.contentSecurityPolicy]?.contains("sandbox") == true)
        #expect(payload[.contentDisposition] == (isAttachment ? "attachment" : nil))
    }

    @Test func `payloads have tags and ranges`() async throws {
        let face = try Face()
        await face.post("/streams/a", "0123456789", [("Content-Type", "image/png")])
        let whole = await face.get("/streams/a/0/payload")
        let tag = try #require(whole[.etag])
        #expect(whole[.acceptRanges] == "bytes")
        #expect(whole[.cacheControl] == "max-age=31536000")
        let part = await face.get("/streams/a/0/payload", [("Range", "bytes=2-4")])
        #expect(part.status == 206)
        #expect(part.text == "234")
        #expect(part[.contentRange] == "bytes 2-4/10")
        #expect(await face.get("/streams/a/0/payload", [("If-None-Match", tag)]).status == 304)
        let beyond = await face.get("/streams/a/0/payload", [("Range", "bytes=10-")])
        #expect(beyond.status == 416)
        #expect(beyond[.contentRange] == "bytes */10")
        #expect(beyond[.vary] == "Accept, Accept-Encoding")
    }

    @Test func `payloads are found by version, by id and by minus one`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        #expect(await face.get("/streams/a/-1/payload")[.location] == "../1/payload")
        #expect(await face.get("/streams/a/\(Face.uuid(1))/payload")[.location] == "../0/payload")
        #expect(await face.follow("/streams/a/-1/payload").text == #"{"n":2}"#)
        for target in ["/streams/a/9/payload", "/streams/b/0/payload", "/streams/a/x/payload"] {
            #expect(await face.get(target).status == 404)
        }
    }

    @Test(
        arguments: [
            ([0x61, 0x2F, 0xFF], 400 as UInt16), ([0x61, 0x2F, 0xC3, 0xA9], 200),
            ([0x61, 0x2F] + [UInt8](repeating: 0x62, count: 253), 200),
            ([0x61, 0x2F] + [UInt8](repeating: 0x62, count: 254), 400),
            ([0x61, 0x2F] + [[UInt8]](repeating: [0xC3, 0xA9], count: 253).flatMap(\.self), 200),
            ([0x61, 0x2F] + [[UInt8]](repeating: [0xC3, 0xA9], count: 254).flatMap(\.self), 400),
        ] as [([UInt8], UInt16)])
    func `a media type is text of 255 characters, as its schema says`(
        type: [UInt8], status: UInt16
    ) async throws {
        let face = try Face()
        let fields = [
            Headers.Field(name: "Content-Type", value: Bytes(type)),
            Headers.Field(name: "SSS-MessageType", value: "t"),
        ]
        let request = Request(
            method: .post, target: Target("/streams/a"), headers: Headers(fields: fields),
            body: RequestBody("x"))
        let reply = Reply(await face.router.respond(to: request))
        #expect(reply.status == Int(status))
        if status == 400 {
            #expect(reply["errors", "0", "header"]?.string == "Content-Type")
        }
    }
}
