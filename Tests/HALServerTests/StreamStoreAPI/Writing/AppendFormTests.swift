import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

/// The form's reader decides as the form's schema does, but for the stated legacy spellings.
@Suite struct AppendFormTests {
    private static let id = #""messageId":"00000000-0000-0000-0000-000000000001""#

    @Test(arguments: UInt64(1)...8)
    func `a body is taken exactly where its schema allows it, old spellings put right`(
        seed: UInt64
    ) throws {
        var bodies = RandomBodies(seed: seed, withLegacy: true)
        var taken = 0
        for _ in 0..<500 {
            let text = bodies.append()
            let isTaken = (try? AppendForm.messages(Bytes(text), limit: 2)) != nil
            let faults = try AppendForm.faults(Bytes(text), limit: 2)
            #expect(isTaken == faults.isEmpty, "\(text) \(faults)")
            taken += isTaken ? 1 : 0
        }
        #expect(taken > 75 && taken < 425, "\(taken)")
    }

    @Test(arguments: UInt64(1)...8)
    func `without old spellings the schema sees the body as it is`(seed: UInt64) throws {
        var bodies = RandomBodies(seed: seed, withLegacy: false)
        var taken = 0
        for _ in 0..<500 {
            let text = bodies.append()
            let value = try JSONValue(parsing: Bytes(text))
            let schema =
                value.kind == .array ? AppendSchema.messages(limit: 3) : AppendSchema.message
            let allowed = Validator(schema, root: AppendSchema.message).allows(value)
            let isTaken = (try? AppendForm.messages(Bytes(text), limit: 3)) != nil
            #expect(isTaken == allowed, "\(text)")
            taken += isTaken ? 1 : 0
        }
        #expect(taken > 75 && taken < 425, "\(taken)")
    }

    @Test func `every fault of ten thousand messages is looked for in bounded time`() async throws {
        let face = try Face()
        let big = String(repeating: "[1, 2, 3],", count: 100)
        let message = #"{"messageId":"no","type":"","jsonData":null,"more":[\#(big) 0]}"#
        let body = "[" + [String](repeating: message, count: 10_000).joined(separator: ",") + "]"
        let start = ContinuousClock.now
        let reply = await face.post("/streams/a", body)
        #expect(reply.status == 400)
        #expect(reply["errors"]?.elements?.count == Problem.maximumFaults)
        #expect(reply["moreErrors"] == .boolean(true))
        #expect(ContinuousClock.now - start < .seconds(300))
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
        #expect(reply["errors"]?.elements?.count == Problem.maximumFaults)
        #expect(reply["errors", "3", "pointer"]?.string == "/1/messageId")
        #expect(reply["errors", "3", "rule"]?.string == "required")
        #expect(reply["errors", "3", "detail"]?.string == "messageId is required.")
        #expect(reply["moreErrors"] == .boolean(true))
        let few = await face.post("/streams/a", "[{},{},{},{},{}]")
        #expect(few["errors"]?.elements?.count == 15)
        #expect(few["moreErrors"] == nil)
    }
}
