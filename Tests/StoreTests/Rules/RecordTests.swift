import Octets
import Testing

@testable import Store

@Suite struct RecordTests {
    @Test func `a deleted stream is recorded with its name`() throws {
        let message = DeletionRecord.stream(try #require(StreamID("a \"b\"\n")))
        #expect(message.type == "$stream-deleted")
        #expect(message.payload == Payload(.json, #"{"StreamId":"a \"b\"\n"}"#))
        #expect(message.id != .null)
    }

    @Test func `a deleted message is recorded with stream and id`() throws {
        let id = try #require(UUID("0B8D4F5E-2C3A-4B1D-9E8F-7A6B5C4D3E2F"))
        let message = DeletionRecord.message(id, in: try #require(StreamID("a")))
        #expect(message.type == "$message-deleted")
        #expect(
            message.payload.bytes
                == #"{"StreamId":"a","MessageId":"0b8d4f5e-2c3a-4b1d-9e8f-7a6b5c4d3e2f"}"#)
    }

    @Test(arguments: [("a", true), ("$deleted", false), ("$$a", false), ("$x", false)])
    func `deletions in system streams are not recorded`(name: String, recorded: Bool) throws {
        #expect(DeletionRecord.isRecorded(try #require(StreamID(Bytes(name)))) == recorded)
    }

    @Test func `metadata that says nothing is written with nulls`() throws {
        let message = MetadataRecord.message(StreamMetadata(), of: try #require(StreamID("a")))
        #expect(message.type == "$stream-metadata")
        #expect(
            message.payload.bytes
                == #"{"StreamId":"a","MaxAge":null,"MaxCount":null,"MetaJson":null}"#)
    }

    @Test func `a writer's own metadata is kept as a string of JSON text`() throws {
        let message = MetadataRecord.message(
            StreamMetadata(maxAge: 1, maxCount: 2, json: #"{"k":"\u0001é"}"#),
            of: try #require(StreamID("a")))
        #expect(
            message.payload.bytes
                == #"{"StreamId":"a","MaxAge":1,"MaxCount":2,"MetaJson":"{\"k\":\"\\u0001é\"}"}"#)
    }

    static let said: [StreamMetadata] = [
        StreamMetadata(), StreamMetadata(maxAge: 1), StreamMetadata(maxCount: .max),
        StreamMetadata(json: ""), StreamMetadata(json: "null"),
        StreamMetadata(maxAge: .max, maxCount: 1, json: #"{"a":"\\\"\n","b":[1.50,"é😀"]}"#),
        StreamMetadata(json: "{\r\n\t\"a\" : 1e400 }"),
    ]

    @Test(arguments: said, ["a", "with \"quote\" and \\ and \u{1}\u{7F}"])
    func `metadata is read back as it was written`(said: StreamMetadata, name: String) throws {
        let message = MetadataRecord.message(said, of: try #require(StreamID(Bytes(name))))
        #expect(MetadataRecord.metadata(from: message.payload) == said)
    }

    @Test(arguments: [
        "", "null", "[]", #"{"StreamId":"a"#, #"{"MaxAge":99999999999}"#, #"{"MaxCount":1.5}"#,
        #"{"MaxCount":"1"}"#, #"{"MetaJson":{}}"#, #"{"MetaJson":"\u00"}"#, #"{} x"#,
    ])
    func `other text is no metadata`(text: String) {
        #expect(MetadataRecord.metadata(from: Payload(.json, Bytes(text))) == nil)
    }

    @Test func `metadata of an imported store may be spelled otherwise`() {
        let text: Bytes = #" {"MetaJson":"{\u007d", "More":[1], "MaxCount" : 3,"MaxAge":null} "#
        #expect(
            MetadataRecord.metadata(from: Payload(.json, text))
                == StreamMetadata(maxCount: 3, json: "{}"))
        #expect(MetadataRecord.metadata(from: Payload(.json, "{}")) == StreamMetadata())
        #expect(
            MetadataRecord.metadata(from: Payload(.other(contentType: "text/plain"), "{}")) == nil)
    }
}
