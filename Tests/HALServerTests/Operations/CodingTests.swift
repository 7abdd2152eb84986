import CZlib
import CZstd
import HTTP
import Octets
import Testing

@testable import HALServer

@Suite struct CodingTests {
    static func decoded(_ bytes: Bytes, _ coding: String?) -> Bytes {
        guard let coding else { return bytes }
        let room = 8 << 20
        var writer = ByteWriter(capacity: room)
        unsafe bytes.span.withUnsafeBytes { source in
            unsafe writer.append(upTo: room) { space in
                if coding == "gzip" {
                    return unsafe halserver_gunzip(
                        source.baseAddress, source.count, space.baseAddress, space.count)
                }
                let count = unsafe ZSTD_decompress(
                    space.baseAddress, space.count, source.baseAddress, source.count)
                return ZSTD_isError(count) == 0 ? count : 0
            }
        }
        return writer.finish()
    }

    @Test(arguments: [0, 1, 500, 20_000, 70_000, 1_100_000, 5_000_000])
    func `what was coded is decoded to the same bytes`(count: Int) throws {
        var writer = ByteWriter(capacity: count)
        var state: UInt64 = 42
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            writer.append(
                index % 7 == 0 ? UInt8(truncatingIfNeeded: state >> 56) : UInt8(ascii: "a"))
        }
        let document = writer.finish()
        for (name, coding) in [("gzip", ContentCoding.gzip), ("zstd", .zstd)] {
            let coded = try #require(coding.encode(document))
            #expect(Self.decoded(coded, name) == document)
            // The same state, used again.
            #expect(coding.encode(document) == coded)
        }
    }

    @Test func `many threads code at once`() async throws {
        let documents = (0..<40).map { Bytes(String(repeating: "\($0),", count: 3_000 + $0)) }
        await withTaskGroup(of: Bool.self) { group in
            for document in documents {
                group.addTask {
                    for (name, coding) in [("gzip", ContentCoding.gzip), ("zstd", .zstd)] {
                        guard let coded = coding.encode(document),
                            Self.decoded(coded, name) == document
                        else { return false }
                    }
                    return true
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test(arguments: [
        "/stream", "/streams", "/streams/a?d=b&m=20&p=-1&e=1", "/streams/a/0", "/docs",
        "/streams/none?d=b&m=20&p=-1&e=0", "/streams/a/metadata", "/docs/append.schema.json",
    ]) func `a document comes coded, and is the same`(target: String) async throws {
        let face = try Face()
        await face.fill("a", 1..<100)
        let plain = await face.get(target)
        #expect(plain["Content-Encoding"] == nil)
        for coding in ["gzip", "zstd"] {
            let reply = await face.get(target, [("Accept-Encoding", coding)])
            #expect(reply.status == plain.status)
            #expect(reply["Content-Encoding"] == (plain.body.count < 1_024 ? nil : coding))
            #expect(Self.decoded(reply.body, reply["Content-Encoding"]) == plain.body)
            #expect(reply["Content-Type"] == plain["Content-Type"])
            let head = await face.send(.head, target, [("Accept-Encoding", coding)])
            #expect(head.response.body.length == reply.response.body.length)
            guard let tag = reply[.etag], reply["Content-Encoding"] != nil else { continue }
            #expect(tag.hasSuffix(";\(coding)\""))
            let again = await face.get(
                target, [("Accept-Encoding", coding), ("If-None-Match", tag)])
            #expect(again.status == 304 && again[.etag] == tag)
            #expect(again["Vary"] == "Accept, Accept-Encoding")
            // Who does not take the coding gets the document again.
            #expect(await face.get(target, [("If-None-Match", tag)]).status == plain.status)
        }
    }

    @Test func `payloads and their parts are never coded`() async throws {
        let face = try Face()
        let body = Bytes(String(repeating: "text ", count: 2_000))
        await face.send(.post, "/streams/a", [("Content-Type", "text/csv")], body: body)
        let codings = ("Accept-Encoding", "gzip, zstd")
        let whole = await face.get("/streams/a/0/payload", [codings])
        #expect(whole.status == 200 && whole.body == body && whole["Content-Encoding"] == nil)
        let part = await face.get("/streams/a/0/payload", [codings, ("Range", "bytes=5-9")])
        #expect(part.status == 206 && part.text == "text ")
        let refused = await face.get(
            "/streams/a/0/payload", [("Accept-Encoding", "gzip, identity;q=0")])
        #expect(refused.status == 406 && refused["Content-Encoding"] == nil)
    }

    @Test func `a write that is conditional on a coded tag is one on the version`() async throws {
        let face = try Face()
        await face.fill("a", 1..<100)
        let page = await face.follow("/streams/a", [("Accept-Encoding", "gzip")])
        #expect(page["ETag"] == "\"98;gzip\"")
        let message = Face.message(1_000)
        #expect(await face.post("/streams/a", message, [("If-Match", "\"97;gzip\"")]).status == 412)
        #expect(await face.post("/streams/a", message, [("If-Match", "\"98;gzip\"")]).status == 200)
    }
}
