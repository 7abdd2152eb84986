import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct AppendTests {
    @Test func `a new stream answers 201 and where it is`() async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/new-stream", Face.message(1), [("SSS-ExpectedVersion", "-3")])
        #expect(reply.status == 201)
        #expect(reply[.location] == "../streams/new-stream")
        #expect(reply["currentVersion"]?.integer == 0)
        #expect(reply["currentPosition"]?.integer == 0)
        let repeated = await face.post(
            "/streams/new-stream", Face.message(1), [("SSS-ExpectedVersion", "-3")])
        #expect(repeated.status == 201)
    }

    @Test func `the seed's spelling of the header is checked and answers 200`() async throws {
        let face = try Face()
        for (id, status) in [(1, 200), (2, 409)] {
            let reply = await face.post(
                "/streams/a", Face.message(id),
                [("sss-expected-version", "-3"), ("content-type", "application+json")])
            #expect(reply.status == status)
            #expect(reply[.location] == nil)
        }
    }

    @Test(arguments: [
        ("-2", 200), ("2", 200), ("1", 409), ("3", 409), ("-1", 409), ("-3", 409), ("-4", 400),
        ("", 400), ("x", 400), ("1.0", 400), ("2147483648", 400), ("99999999999999999999", 400),
        ("+2", 200),
    ])
    func `the expected version decides`(value: String, status: Int) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.post(
            "/streams/a", Face.message(9), [("SSS-ExpectedVersion", value)])
        #expect(reply.status == status)
        if status != 200 {
            #expect(reply["type"]?.string == "WrongExpectedVersionException")
            #expect(reply["title"]?.string == "Wrong expected version.")
            #expect(await face.follow("/streams/a").versions == [2, 1, 0])
        }
        if status == 409 {
            let detail = reply["detail"]?.string?.text ?? ""
            #expect(detail.contains("a") && detail.contains(value))
        }
    }

    @Test func `expected versions that contradict each other are refused`() async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a", Face.message(1),
            [("SSS-ExpectedVersion", "-3"), ("SSS-ExpectedVersion", "-2")])
        #expect(reply.status == 400)
        #expect(
            await face.post(
                "/streams/a", Face.message(1),
                [("SSS-ExpectedVersion", "-3"), ("sss-expectedversion", "-3")]
            ).status == 201)
    }

    @Test(arguments: [
        ([("If-Match", "\"2\"")], 200), ([("If-Match", "\"1\"")], 412),
        ([("If-Match", "W/\"2\"")], 412), ([("If-Match", "\"0\", \"2\"")], 200),
        ([("If-Match", "*")], 200), ([("If-Match", "\"x\"")], 412),
        ([("If-Match", "\"2;atom\"")], 200), ([("If-Match", "\"2;forms;gzip\"")], 200),
        ([("If-Match", "\"1;gzip\"")], 412), ([("If-Match", "W/\"2;gzip\"")], 412),
        ([("If-Match", "\"2;-1;html1\"")], 200), ([("If-Match", "\"22;2\"")], 412),
        ([("If-None-Match", "\"2;atom\"")], 412), ([("If-None-Match", "\"1;atom\"")], 200),
        ([("If-Match", "\"2\""), ("Accept", "application/prs.hal-forms+json")], 200),
        ([("If-Match", "\"2;forms\""), ("Accept", "application/prs.hal-forms+json")], 200),
        ([("If-None-Match", "*")], 412), ([("If-None-Match", "\"2\"")], 412),
        ([("If-None-Match", "\"1\"")], 200),
        ([("If-Match", "\"2\""), ("SSS-ExpectedVersion", "2")], 200),
        ([("If-Match", "\"2\""), ("SSS-ExpectedVersion", "1")], 409),
        ([("If-Match", "\"1\""), ("SSS-ExpectedVersion", "2")], 412),
        ([("If-Match", "\"2\""), ("SSS-ExpectedVersion", "-2")], 200),
        ([("If-None-Match", "*"), ("SSS-ExpectedVersion", "-3")], 412),
    ])
    func `preconditions mean expected versions`(
        headers: [(String, String)], status: Int
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.post("/streams/a", Face.message(9), headers)
        #expect(reply.status == status)
        #expect(await face.follow("/streams/a").versions.count == (status == 200 ? 4 : 3))
    }

    @Test func `If-None-Match star makes a new stream`() async throws {
        let face = try Face()
        let reply = await face.post("/streams/a", Face.message(1), [("If-None-Match", "*")])
        #expect(reply.status == 201)
        #expect(await face.post("/streams/b", Face.message(1), [("If-Match", "*")]).status == 412)
        #expect(
            await face.post("/streams/b", Face.message(1), [("If-Match", "\"-1\"")]).status == 200)
    }

    @Test(
        arguments: [
            (nil, 200), ("application/json", 200), ("application/hal+json", 200),
            ("application+json", 200), ("application/x-www-form-urlencoded", 200),
            ("text/plain", 200),
            ("APPLICATION/JSON; charset=utf-8", 200), ("", 200),
        ] as [(String?, Int)])
    func `the form comes under many media types`(type: String?, status: Int) async throws {
        let face = try Face()
        let headers = type.map { [("Content-Type", $0)] } ?? []
        #expect(await face.post("/streams/a", Face.message(1), headers).status == status)
        #expect(await face.get("/streams/a/0")["payload"]?.string == #"{"n":1}"#)
    }

    @Test func `the query of a page does not matter for a write`() async throws {
        let face = try Face()
        let page = "/streams/a?d=b&m=20&p=-1&e=0"
        #expect(await face.post(page, Face.message(1)).status == 200)
        #expect(await face.delete(page).status == 204)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#), (#""{\"a\": 1}""#, #"{"a": 1}"#), ("[1, 2]", "[1, 2]"),
        ("12345678901234567890.10", "12345678901234567890.10"), ("true", "true"),
        (
            #"{"d":"2020-01-01T00:00:00Z","u":"\ud83d\ude00é"}"#,
            #"{"d":"2020-01-01T00:00:00Z","u":"\ud83d\ude00é"}"#
        ),
        (#""\"text\"""#, #""text""#),
    ])
    func `data comes back as it was sent`(data: String, payload: String) async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a", #"{"messageId":"\#(Face.uuid(1))","type":"t","jsonData":\#(data)}"#)
        #expect(reply.status == 200)
        #expect(await face.get("/streams/a/0")["payload"]?.string == Bytes(payload))
        let raw = await face.get("/streams/a/0/payload")
        #expect(raw.body == Bytes(payload))
        #expect(raw[.contentType] == "application/json")
    }

    @Test func `a string that is no JSON is kept as text`() async throws {
        let face = try Face()
        await face.post(
            "/streams/a", #"{"messageId":"\#(Face.uuid(1))","type":"t","jsonData":"hé\u006clo"}"#)
        let message = await face.get("/streams/a/0")
        #expect(message["payload"] == nil)
        #expect(message["contentType"]?.string == "text/plain; charset=utf-8")
        #expect(message["contentLength"]?.integer == 6)
        let raw = await face.get("/streams/a/0/payload")
        #expect(raw.text == "héllo")
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#), (#""{\"a\":1}""#, #"{"a":1}"#), (#""""#, ""), ("null", ""),
        ("", ""), ("  ", ""),
    ])
    func `metadata comes as an object, as a string, or not at all`(
        sent: String, shown: String
    ) async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a",
            #"[{"messageId":"\#(Face.uuid(1))","jsonMetadata":\#(sent),"type":"t","jsonData":{}}]"#)
        #expect(reply.status == 200)
        #expect(await face.get("/streams/a/0")["metadata"]?.string == Bytes(shown))
    }

    @Test(arguments: [
        "00000000-0000-0000-0000-0000000000ff", "00000000-0000-0000-0000-0000000000FF",
        "000000000000000000000000000000ff", "{00000000-0000-0000-0000-0000000000ff}",
        "(00000000-0000-0000-0000-0000000000ff)",
    ])
    func `ids come in several forms and go in one`(id: String) async throws {
        let face = try Face()
        let reply = await face.post(
            "/streams/a", "\u{FEFF}" + #"{"messageId":"\#(id)","type":"t","jsonData":{}}"#)
        #expect(reply.status == 200)
        #expect(
            await face.get("/streams/a/0")["messageId"]?.string
                == "00000000-0000-0000-0000-0000000000ff")
    }

    @Test(
        arguments: [
            ("", "JsonReaderException", ""), ("{", "JsonReaderException", ""),
            ("[1,", "JsonReaderException", nil), ("NaN", "JsonReaderException", ""),
            (#"{"a":01}"#, "JsonReaderException", "/a"), ("{} x", "JsonReaderException", nil),
            ("5", "InvalidAppendRequestException", ""),
            ("null", "InvalidAppendRequestException", ""),
            (#""x""#, "InvalidAppendRequestException", ""),
            ("[5]", "InvalidAppendRequestException", "/0"),
            ("{}", "InvalidAppendRequestException", "/messageId"),
            (
                #"{"messageId":"x","type":"t","jsonData":{}}"#, "InvalidAppendRequestException",
                "/messageId"
            ),
            (
                #"{"messageId":5,"type":"t","jsonData":{}}"#, "InvalidAppendRequestException",
                "/messageId"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000000","type":"t","jsonData":{}}"#,
                "InvalidAppendRequestException", "/messageId"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","jsonData":{}}"#,
                "InvalidAppendRequestException", "/type"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"","jsonData":{}}"#,
                "InvalidAppendRequestException", "/type"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":null,"jsonData":{}}"#,
                "InvalidAppendRequestException", "/type"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"t"}"#,
                "InvalidAppendRequestException", "/jsonData"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"t","jsonData":null}"#,
                "InvalidAppendRequestException", "/jsonData"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"t","jsonData":,"x":1}"#,
                "InvalidAppendRequestException", "/jsonData"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"t","jsonData":{},"jsonMetadata":5}"#,
                "InvalidAppendRequestException", "/jsonMetadata"
            ),
            (
                #"{"messageId":"00000000-0000-0000-0000-000000000001","type":"t","jsonData":{},"jsonMetadata":"x"}"#,
                "InvalidAppendRequestException", "/jsonMetadata"
            ),
            (
                #"[{"messageId":"00000000-0000-0000-0000-000000000001","type":"t","jsonData":{}},{"type":"t","jsonData":{}}]"#,
                "InvalidAppendRequestException", "/1/messageId"
            ),
        ] as [(String, String, String?)])
    func `a wrong body is 400 and says where`(
        body: String, type: String, pointer: String?
    ) async throws {
        let face = try Face()
        let reply = await face.post("/streams/a", body)
        #expect(reply.status == 400)
        #expect(reply["type"]?.string == Bytes(type))
        #expect(reply["title"]?.string == "Bad format.")
        if let pointer { #expect(reply["errors", "0", "pointer"]?.string == Bytes(pointer)) }
        if type == "JsonReaderException" {
            #expect(reply["detail"]?.string?.text.contains("SSS-MessageType") == true)
        }
        #expect(await face.follow("/streams/a").status == 404)
    }

    @Test func `types have a limit of 128 characters`() async throws {
        let face = try Face()
        for (id, character) in ["t", "é", "漢", "🦊"].enumerated() {
            for (length, status) in [(128, 200), (129, 400)] {
                let type = String(repeating: character, count: length)
                let reply = await face.post(
                    "/streams/a", Face.message(id * 1000 + length, type: type))
                #expect(reply.status == status)
                let raw = await face.post("/streams/b", "x", [("SSS-MessageType", type)])
                #expect(raw.status == status)
            }
        }
    }

    @Test func `bodies and batches have limits`() async throws {
        var options = HALServer.Options()
        options.limits.bodyBytes = 1000
        options.limits.batchMessages = 2
        let face = try Face(options)
        let three = "[\((1...3).map { Face.message($0) }.joined(separator: ","))]"
        let refused = await face.post("/streams/a", three)
        #expect(refused.status == 413)
        #expect(refused["errors", "0", "rule"]?.string == "maxItems")
        #expect(refused["detail"]?.string == "One append takes at most 2 messages.")
        let form = refused["_embedded", "streamStore:append"]
        #expect(form?["links"]?[1]?["submissionSchema"]?["maxItems"]?.integer == 2)
        #expect(await face.post("/streams/a", String(repeating: " ", count: 1001)).status == 413)
        #expect(await face.post("/streams/a", String(repeating: " ", count: 1000)).status == 400)
        #expect(await face.follow("/streams/a").status == 404)
    }

    @Test func `one id twice in a batch is a conflict and writes nothing`() async throws {
        let face = try Face()
        let reply = await face.post("/streams/a", "[\(Face.message(1)),\(Face.message(1))]")
        #expect(reply.status == 409)
        #expect(await face.follow("/streams/a").status == 404)
    }

    @Test func `system streams are not written to`() async throws {
        let face = try Face()
        for target in ["/streams/$x", "/streams/%24%24a", "/streams/$deleted"] {
            #expect(await face.post(target, Face.message(1)).status == 400)
            #expect(await face.delete(target).status == 400)
            #expect(await face.delete(target + "/0").status == 400)
            #expect(await face.get(target + "?d=b&m=20&p=-1&e=0").status == 404)
        }
    }

    @Test func `a body without length and type is an empty form`() async throws {
        #expect(try await Face().post("/streams/a", "").status == 400)
    }
}
