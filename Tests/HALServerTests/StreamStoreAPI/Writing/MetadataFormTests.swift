import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

@Suite struct MetadataFormTests {
    @Test(arguments: UInt64(1)...8)
    func `a body is taken exactly where its schema allows it, old spellings put right`(
        seed: UInt64
    ) throws {
        var bodies = RandomBodies(seed: seed, withLegacy: true)
        var taken = 0
        for _ in 0..<500 {
            let text = bodies.metadata()
            let isTaken = (try? MetadataForm.metadata(Bytes(text))) != nil
            let faults = try MetadataForm.faults(Bytes(text))
            #expect(isTaken == faults.isEmpty, "\(text) \(faults)")
            taken += isTaken ? 1 : 0
        }
        #expect(taken > 75 && taken < 450, "\(taken)")
    }

    @Test(arguments: UInt64(1)...8)
    func `without old spellings the schema sees the body as it is`(seed: UInt64) throws {
        var bodies = RandomBodies(seed: seed, withLegacy: false)
        for _ in 0..<500 {
            let text = bodies.metadata()
            let value = try JSONValue(parsing: Bytes(text))
            let isTaken = (try? MetadataForm.metadata(Bytes(text))) != nil
            #expect(isTaken == Validator(MetadataSchema.body).allows(value), "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"maxAge":0,"maxAge":5}"#, StreamMetadata(maxAge: 5)),
        (#"{"maxAge":5,"maxAge":null}"#, StreamMetadata()),
        (#"{"maxAge":5,"maxAge":}"#, StreamMetadata()),
        (#"{"maxCount":,"maxAge":1e2}"#, StreamMetadata(maxAge: 100)),
        ("\u{FEFF}" + #"{"metadataJson":"{\"a\": 1}"}"#, StreamMetadata(json: #"{"a": 1}"#)),
        (#"{"metadataJson":{"a": 1},"metadataJson":""}"#, StreamMetadata()),
    ])
    func `of names that repeat the last one counts, and nothing clears`(
        body: String, metadata: StreamMetadata
    ) throws {
        #expect(try MetadataForm.metadata(Bytes(body)) == metadata)
    }

    @Test func `all faults are told, each with its rule`() async throws {
        let reply = try await Face().post(
            "/streams/a/metadata", #"{"maxAge":0,"maxCount":"x","metadataJson":[]}"#)
        let rules = reply["errors"]?.elements?.map { $0["rule"]?.string?.text ?? "" }
        #expect(rules == ["type", "minimum", "type"])
        #expect(reply["errors", "1", "pointer"]?.string == "/maxAge")
        #expect(reply["errors", "1", "detail"]?.string == "maxAge must be 1 or more.")
    }
}
