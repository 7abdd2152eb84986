import JSON
import Octets
import Schemas
import Testing

struct ValidatorTests {
    private func faults(_ schema: Schema, _ text: String) throws -> [String] {
        try Validator(schema).faults(in: JSONValue(parsing: Bytes(text))).map {
            "\($0.pointer) \($0.rule): \($0.message)"
        }
    }

    private func batchFaults(_ text: String) throws -> [String] {
        try Self.batches.faults(in: JSONValue(parsing: Bytes(text))).map {
            "\($0.pointer) \($0.rule): \($0.message)"
        }
    }

    private static let batches = Validator(AppendSchema.messages(), root: AppendSchema.message)

    @Test func `a right message has no fault, and what is unknown is no fault`() throws {
        let text = """
            {"messageId":"390903e2-6e2a-4e3e-ba94-27038a720fce","type":"-","jsonData":{},"more":1}
            """
        #expect(try faults(AppendSchema.message, text) == [])
        #expect(try batchFaults("[\(text),\(text)]") == [])
        #expect(try batchFaults("[]") == [])
    }

    @Test func `all faults are told at once, each where it is`() throws {
        let found = try batchFaults(
            "[{\"messageId\":\"no\",\"type\":7},3,{\"messageId\":\"390903e26e2a4e3eba9427038a720fce\"}]"
        )
        #expect(
            found == [
                "/0/jsonData required: is required",
                "/0/messageId pattern: must be a UUID (8-4-4-4-12 hexadecimal digits)",
                "/0/type type: must be a string",
                "/1 type: must be an object",
                "/2/type required: is required",
                "/2/jsonData required: is required",
                "/2/messageId pattern: must be a UUID (8-4-4-4-12 hexadecimal digits)",
            ])
    }

    @Test func `no more faults are told than the limit allows`() throws {
        let many = try JSONValue(
            parsing: Bytes("[" + String(repeating: "0,", count: 9_999) + "0]"))
        #expect(Self.batches.faults(in: many).count == 100)
        let few = Validator(Self.batches.schema, root: AppendSchema.message, faultLimit: 3)
        #expect(few.faults(in: many).count == 3)
        let more = try batchFaults("[" + String(repeating: "0,", count: 10_000) + "0]")
        #expect(more.first == " maxItems: must have at most 10000 elements")
    }

    @Test func `a fault's place can lie inside a greater document`() throws {
        let found = Validator(AppendSchema.message).faults(
            in: .null, at: JSONPointer().appending(4))
        #expect(found.map(\.pointer.description) == ["/4"])
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1e3", true), ("10e-1", true), ("2147483647", true),
        ("2147483648", false),
        ("99999999999999999999999999", false), ("1e400", false), ("0", false), ("-1", false),
        ("0.0", false), ("0e9", false), ("1.5", false), ("0.99", false), ("\"1\"", false),
        ("true", false), ("null", false), ("1e-99999999999999999999", false),
        ("-99999999999999999999999999", false),
    ])
    func `maxCount is a whole number of 1 or more, however it is written`(
        _ number: String, _ isRight: Bool
    ) throws {
        let found = try faults(MetadataSchema.body, "{\"maxCount\":\(number)}")
        #expect(found.isEmpty == isRight)
    }

    @Test(
        arguments: [
            (Keyword.minLength(2), "\"é\"", false), (.minLength(2), "\"é漢\"", true),
            (.maxLength(2), "\"é漢\"", true), (.maxLength(2), "\"é漢🦊\"", false),
            (.maxLength(1), "[1,2]", true), (.minimum(5), "4", false), (.minimum(5), "5", true),
            (.minimum(-5), "-6", false), (.minimum(-5), "-4.5", true),
            (.minimum(-5), "-5.01", false),
            (.maximum(5), "5.0", true), (.maximum(5), "5.0001", false),
            (.maximum(5), "50e-1", true),
            (.maximum(-5), "-5", true), (.maximum(-5), "-4", false), (.maximum(100), "99", true),
            (.maximum(100), "101", false), (.maximum(100), "1e2", true), (.maximum(0), "-0", true),
            (.maximum(0), "0.00001", false), (.minimum(0), "-0.00001", false),
            (.maximum(12), "11.99", true), (.maximum(12), "120", false),
            (.oneOfValues([.string("a"), .integer(1)]), "\"a\"", true),
            (.oneOfValues([.string("a"), .integer(1)]), "1.0", true),
            (.oneOfValues([.string("a"), .integer(1)]), "\"1\"", false),
            (.anyOf([Schema([.type(.string)]), Schema([.type(.null)])]), "null", true),
            (.anyOf([Schema([.type(.string)]), Schema([.type(.null)])]), "1", false),
            (.oneOf([Schema([.type(.number)]), Schema([.type(.integer)])]), "1.5", true),
            (.oneOf([Schema([.type(.number)]), Schema([.type(.integer)])]), "1", false),
            (.pattern(.uuid), "\"390903E2-6e2a-4e3e-ba94-27038a720fce\"", true),
            (.pattern(.uuid), "\"390903e2-6e2a-4e3e-ba94-27038a720fc\"", false),
            (.pattern(.uuid), "\"{90903e2-6e2a-4e3e-ba94-27038a720fc}\"", false),
            (.pattern(.uuid), "\"390903e2-6e2a-4e3e-ba94-27038a720fce\\n\"", false),
            (.pattern(.uuid), "7", true), (.type(.boolean), "false", true),
            (.type(.array), "{}", false),
        ] as [(Keyword, String, Bool)])
    func `each keyword refuses what it must, and only that`(
        _ keyword: Keyword, _ text: String, _ isRight: Bool
    ) throws {
        let value = try JSONValue(parsing: Bytes(text))
        #expect(Validator(Schema([keyword])).allows(value) == isRight)
        let found = Validator(Schema([keyword])).faults(in: value)
        #expect(found.isEmpty == isRight)
        if !isRight { #expect(found.first?.rule == keyword.name) }
    }

    @Test func `a value of the wrong type is one fault, whatever else is said of it`() throws {
        let schema = Schema([.type(.string), .oneOfValues([.string("a")]), .anyOf([])])
        #expect(try faults(schema, "5") == [" type: must be a string"])
    }

    @Test func `a closed object refuses what it does not name`() throws {
        let schema = Schema([
            .properties([Schema.Property("a", [.type(.null)])]), .additionalProperties(false),
        ])
        #expect(try faults(schema, "{\"a\":null}") == [])
        #expect(
            try faults(schema, "{\"b/c\":1,\"a\":null}")
                == ["/b~1c additionalProperties: is not known here"])
    }

    @Test func `of members that repeat, the last one decides`() throws {
        #expect(try faults(MetadataSchema.body, "{\"maxAge\":0,\"maxAge\":1}") == [])
        #expect(
            try faults(MetadataSchema.body, "{\"maxAge\":1,\"maxAge\":0}")
                == ["/maxAge minimum: must be 1 or more"])
    }

    @Test func `a deep document is checked without effort`() throws {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let text =
            "{\"messageId\":\"\(UUID.random())\",\"type\":\"t\",\"jsonData\":{\"a\":\(deep)}}"
        #expect(try faults(AppendSchema.message, text) == [])
    }
}
