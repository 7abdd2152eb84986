import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

/// The form's reader decides as the form's schema does, but for the stated legacy spellings.
@Suite struct AppendFormTests {
    private static let id = #""messageId":"00000000-0000-0000-0000-000000000001""#

    @Test(arguments: [
        "{\(id),\"type\":\"t\",\"jsonData\":{}}", "{\(id),\"type\":\"t\"}", "{\"type\":\"t\"}",
        "{}",
        "{\(id),\"type\":5,\"jsonData\":{}}", "{\(id),\"type\":null,\"jsonData\":{}}",
        "{\(id),\"type\":\"t\",\"jsonData\":null}",
        "{\"messageId\":\"x\",\"type\":\"t\",\"jsonData\":{}}",
        "{\(id),\"type\":\"t\",\"jsonData\":{},\"jsonMetadata\":5}",
        "{\(id),\"type\":\"t\",\"jsonData\":{},\"jsonMetadata\":\"{}\"}",
        "{\(id),\"type\":\"t\",\"jsonData\":{},\"other\":[1,2]}", "5", "[]", "\"x\"",
        "{\"messageId\":\"{x}\",\(id),\"type\":\"t\",\"jsonData\":{}}",
    ])
    func `a message is taken exactly where its schema allows it`(text: String) throws {
        let value = try JSONValue(parsing: Bytes(text))
        let schema = value.kind == .array ? AppendSchema.messages : AppendSchema.message
        let isTaken = (try? AppendForm.messages(Bytes(text), limit: 10)) != nil
        #expect(isTaken == Validator(schema).allows(value))
    }

    @Test(arguments: [200, 500, 513, 100_000, 1_000_000])
    func `depth is refused, not survived by luck`(depth: Int) async throws {
        let face = try Face()
        let data = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let body = "{\(Self.id),\"type\":\"t\",\"jsonData\":\(data)}"
        #expect(await face.post("/streams/a", body).status == (depth < 512 ? 200 : 400))
        let quoted = "{\(Self.id),\"type\":\"t\",\"jsonData\":{},\"jsonMetadata\":\"\(data)\"}"
        #expect(await face.post("/streams/b", quoted).status == (depth <= 512 ? 200 : 400))
    }

    @Test func `sixty thousand members are read in no time`() async throws {
        let face = try Face()
        let members = (0..<60_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let body = "{\(Self.id),\"type\":\"t\",\"jsonData\":{\(members)},\(members)}"
        #expect(await face.post("/streams/a", body).status == 200)
        #expect(await face.get("/streams/a/0/payload").body == Bytes("{\(members)}"))
    }

    @Test(arguments: [
        #""\ud800""#, #"{"a":"\ud800"}"#, #"{"a":"\u0000"}"#, "1e999",
        "1" + String(repeating: "0", count: 20_000),
    ])
    func `odd values are kept unchanged or refused`(data: String) async throws {
        let face = try Face()
        let body = "{\(Self.id),\"type\":\"t\",\"jsonData\":\(data)}"
        let status = await face.post("/streams/a", body).status
        #expect(status == (data == #""\ud800""# ? 400 : 200))
        guard status == 200 else { return }
        #expect(await face.get("/streams/a/0/payload").body == Bytes(data))
        #expect(await face.get("/streams/a/0")["payload"]?.string == Bytes(data))
    }

    @Test func `faults are all told, up to a limit`() async throws {
        let face = try Face()
        let reply = await face.post("/streams/a", "[{},{},{},{},{},{},{},{}]")
        #expect(reply["errors"]?.elements?.count == AppendForm.maximumFaults)
        #expect(reply["errors", "3", "pointer"]?.string == "/1/messageId")
    }
}
