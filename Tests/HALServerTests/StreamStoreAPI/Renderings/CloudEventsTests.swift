import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct CloudEventsTests {
    private let batch = [("Accept", "application/cloudevents-batch+json")]

    @Test func `a message has the attributes of CloudEvents 1.0`() async throws {
        let face = try Face()
        await face.post(
            "/streams/b%252fc",
            #"{"messageId":"\#(Face.uuid(1))","type":"a\"b","jsonData":{ "n": 1 },"jsonMetadata":{"k":"v"}}"#
        )
        let shown =
            #"{"specversion":"1.0","id":"\#(Face.uuid(1))","source":"/streams/b%252fc","type":"a\"b","#
            + #""subject":"b/c","time":"2018-12-17T21:20:02.7616569Z","#
            + #""datacontenttype":"application/json","sequence":"0000000000","streamversion":0,"#
            + #""position":"0","metadata":"{\"k\":\"v\"}","data":{ "n": 1 }}"#
        for target in ["/streams/b%252fc/0", "/stream/0"] {
            let reply = await face.get(target, [("Accept", "application/cloudevents+json")])
            #expect(reply.status == 200)
            #expect(reply[.contentType] == "application/cloudevents+json")
            #expect(reply.text == shown)
        }
        for target in ["/streams/b%252fc", "/stream"] {
            let reply = await face.get(target + "?d=b&m=20&p=-1&e=1", batch)
            #expect(reply[.contentType] == "application/cloudevents-batch+json")
            #expect(reply.text == "[" + shown + "]")
        }
    }

    @Test func `attribute names are those that CloudEvents allows`() async throws {
        let face = try Face()
        await face.fill("a", 1..<2)
        await face.post("/streams/a", "x", [("Content-Type", "image/png")])
        for query in ["e=0", "e=1"] {
            let reply = await face.get("/stream?d=f&m=20&p=0&\(query)", batch)
            for event in reply.json.elements ?? [] {
                for member in event.members ?? [] where member.name != "data_base64" {
                    let name = member.name.text
                    #expect(name.count <= 20 && name.allSatisfy { $0.isLowercase || $0.isNumber })
                }
            }
        }
    }

    @Test func `a batch stands in the order of reading, and none is an empty one`() async throws {
        let face = try Face()
        await face.fill("a", 1..<5)
        let reply = await face.get("/streams/a?d=f&m=2&p=1&e=0", batch)
        #expect(reply.json.elements?.compactMap { $0["streamversion"]?.integer } == [1, 2])
        #expect(reply.json.elements?.first?["sequence"]?.string == "0000000001")
        #expect(await face.get("/streams/a?d=f&m=2&p=9&e=0", batch).text == "[]")
        let absent = await face.get("/streams/none?d=b&m=2&p=-1&e=0", batch)
        #expect(absent.status == 404 && absent.text == "[]")
    }

    @Test func `data that was not asked for says where it is`() async throws {
        let face = try Face()
        await face.fill("b%252fc", 1..<2)
        for place in ["/stream?d=b&m=20&p=-1&e=0", "/streams/b%252fc?d=b&m=20&p=-1&e=0"] {
            let event = try #require(await face.get(place, batch).json.elements?.first)
            #expect(event["data"] == nil && event["data_base64"] == nil)
            let reference = try #require(event["dataref"]?.string?.text)
            let payload = await face.get(Reference.resolve(reference, against: place))
            #expect(payload.text == #"{"n":1}"#)
        }
    }

    @Test func `what is not JSON is Base64 with its own type`() async throws {
        let face = try Face()
        await face.send(
            .post, "/streams/a",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("SSS-MessageType", "note"),
            ], body: "h\u{E9}llo")
        let event = await face.get("/streams/a/0", [("Accept", "application/cloudevents+json")])
        #expect(event["datacontenttype"]?.string == "text/plain; charset=utf-8")
        #expect(event["data_base64"]?.string == "aMOpbGxv")
        #expect(event["data"] == nil && event["dataref"] == nil)
    }

    @Test func `a message that is not there is the 404 of HAL, with links`() async throws {
        let reply = try await Face().get(
            "/streams/a/7", [("Accept", "application/cloudevents+json")])
        #expect(reply.status == 404)
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply.href("streamStore:feed") != nil)
    }
}
