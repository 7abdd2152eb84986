import JSON
import Octets
import Schemas
import Testing

/// Each keyword, after the ideas of the JSON Schema Test Suite (draft 7): what it refuses, what it lets pass,
/// and that it says nothing of values that it is not about.
@Suite struct KeywordTests {
    /// A schema, a value, and whether the one allows the other.
    typealias Row = ([Keyword], String, Bool)

    private static let string = Schema([.type(.string)])
    private static let number = Schema([.type(.number)])
    private static let whole = Schema([.type(.integer)])

    private static func property(_ name: Bytes, _ keyword: Keyword) -> Keyword {
        .properties([Schema.Property(name, [keyword])])
    }

    static let objects: [Row] = [
        ([.required(["a"])], "{\"a\":null}", true), ([.required(["a"])], "{\"b\":1}", false),
        ([.required(["a"])], "[]", true), ([.required([])], "{}", true),
        ([property("a", .type(.string))], "{\"a\":1}", false),
        ([property("a", .type(.string))], "{\"b\":1}", true),
        ([property("a", .type(.string))], "{\"a\":1,\"a\":\"\"}", true),
        ([property("a", .type(.string))], "5", true),
        ([.additionalProperties(false)], "{\"a\":1}", false),
        ([.additionalProperties(false)], "{}", true),
        ([.additionalProperties(true)], "{\"a\":1}", true),
        ([.additionalProperties(false), property("a", .type(.null))], "{\"a\":null}", true),
        ([.propertyNames(Schema([.maxLength(2)]))], "{\"ab\":1,\"é漢\":2}", true),
        ([.propertyNames(Schema([.maxLength(2)]))], "{\"abc\":1}", false),
        ([.propertyNames(Schema([.maxLength(2)]))], "[\"abc\"]", true),
        ([.minProperties(2)], "{\"a\":1}", false), ([.minProperties(2)], "{\"a\":1,\"b\":1}", true),
        ([.minProperties(2)], "{\"a\":1,\"a\":2}", false), ([.minProperties(2)], "\"a\"", true),
        ([.maxProperties(1)], "{\"a\":1,\"a\":2}", true),
        ([.maxProperties(1)], "{\"a\":1,\"b\":2}", false), ([.maxProperties(0)], "{}", true),
    ]

    static let arrays: [Row] = [
        ([.items(string)], "[\"a\",\"b\"]", true), ([.items(string)], "[\"a\",1]", false),
        ([.items(string)], "[]", true), ([.items(string)], "{\"0\":1}", true),
        ([.contains(string)], "[1,\"a\"]", true), ([.contains(string)], "[1]", false),
        ([.contains(string)], "[]", false), ([.contains(string)], "{}", true),
        ([.minItems(1)], "[]", false), ([.minItems(1)], "[1]", true),
        ([.minItems(1)], "\"\"", true),
        ([.maxItems(1)], "[1]", true), ([.maxItems(1)], "[1,2]", false),
        ([.uniqueItems], "[1,2]", true), ([.uniqueItems], "[1,1.0]", false),
        ([.uniqueItems], "[100,1e2]", false), ([.uniqueItems], "[0,false]", true),
        ([.uniqueItems], "[1,true]", true), ([.uniqueItems], "[\"a\",\"\\u0061\"]", false),
        ([.uniqueItems], "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1.0}]", false),
        ([.uniqueItems], "[{\"a\":1},{\"a\":2,\"a\":1}]", false),
        ([.uniqueItems], "[[1],[true]]", true), ([.uniqueItems], "[[],{}]", true),
        ([.uniqueItems], "[null,0,\"\",false,{},[]]", true),
    ]

    static let combinations: [Row] = [
        ([.allOf([number, Schema([.minimum(2)])])], "2", true),
        ([.allOf([number, Schema([.minimum(2)])])], "1", false),
        ([.allOf([number, Schema([.minimum(2)])])], "\"x\"", false), ([.allOf([])], "1", true),
        ([.anyOf([string, whole])], "1", true), ([.anyOf([string, whole])], "1.5", false),
        ([.anyOf([Schema([])])], "null", true),
        ([.oneOf([number, whole])], "1.5", true), ([.oneOf([number, whole])], "1", false),
        ([.oneOf([number, whole])], "\"x\"", false),
        ([.not(string)], "1", true), ([.not(string)], "\"x\"", false),
        ([.not(Schema([]))], "null", false), ([.not(Schema([.not(string)]))], "\"x\"", true),
        ([.not(Schema([.required(["a"])]))], "{}", true),
        ([.constant(.integer(2))], "2.0", true), ([.constant(.integer(2))], "\"2\"", false),
        ([.constant(.integer(0))], "-0.0", true), ([.constant(.boolean(false))], "0", false),
        ([.constant(.null)], "null", true), ([.constant(.array([]))], "{}", false),
        (
            [.constant(.object([JSONMember("a", .integer(1)), JSONMember("b", .null)]))],
            "{\"b\":null,\"a\":10e-1}", true
        ),
        ([.oneOfValues([.integer(1), .null])], "1.0", true),
        ([.oneOfValues([.integer(1), .null])], "2", false), ([.oneOfValues([])], "1", false),
    ]

    static let scalars: [Row] = [
        ([.exclusiveMinimum(3)], "3", false), ([.exclusiveMinimum(3)], "3.00001", true),
        ([.exclusiveMinimum(-3)], "-3.1", false), ([.exclusiveMinimum(3)], "\"1\"", true),
        ([.exclusiveMinimum(0)], "1e999999999999999999", false),
        ([.exclusiveMaximum(3)], "3.0", false), ([.exclusiveMaximum(3)], "2.99", true),
        ([.exclusiveMaximum(3)], "30e-1", false), ([.exclusiveMaximum(-3)], "-4", true),
        ([.jsonText], "\"{\\\"a\\\": [1]}\"", true), ([.jsonText], "\" 5 \"", true),
        ([.jsonText], "\"\"", false), ([.jsonText], "\"{\"", false), ([.jsonText], "5", true),
        ([.jsonText], "\"NaN\"", false), ([.jsonText], "\"{} x\"", false),
        ([.annotation("format", .string("uuid"))], "\"x\"", true),
        ([.dialect, .title("t"), .description("d")], "{}", true), ([], "null", true),
    ]

    @Test(arguments: objects + arrays + combinations + scalars)
    func `a keyword refuses what it must, and only that`(row: Row) throws {
        let value = try JSONValue(parsing: Bytes(row.1))
        let schema = Schema(row.0)
        #expect(Validator(schema).allows(value) == row.2, "\(schema.json) \(row.1)")
        #expect(Validator(schema).faults(in: value).isEmpty == row.2)
    }

    @Test func `a reference leads to the root, however deep`() throws {
        let tree = Schema([
            .type(.object),
            .properties([Schema.Property("children", [.type(.array), .items(Schema([.root]))])]),
        ])
        let right = try JSONValue(parsing: "{\"children\":[{},{\"children\":[{\"children\":[]}]}]}")
        #expect(Validator(tree).allows(right))
        let wrong = try JSONValue(parsing: "{\"children\":[{},{\"children\":[{\"children\":5}]}]}")
        let faults = Validator(tree).faults(in: wrong)
        #expect(faults.map(\.pointer.description) == ["/children/1/children/0/children"])
    }

    @Test func `a reference that leads nowhere else is refused, not followed for ever`() {
        #expect(Validator(Schema([.root])).allows(.null) == false)
        #expect(Validator(Schema([.anyOf([Schema([.root])])])).allows(.null) == false)
        // Nothing counts beside a reference (draft 07).
        let schema = Schema([.items(Schema([.type(.null), .root]))])
        #expect(Validator(schema).allows(.array([.array([]), .integer(1)])))
    }

    @Test func `what a fault says can be read`() throws {
        let rows: [(Keyword, String, String)] = [
            (.not(Schema([.constant(.string("no"))])), "\"no\"", "must not be \"no\""),
            (.minLength(1), "\"\"", "must not be empty"),
            (.minLength(2), "\"a\"", "must have at least 2 characters"),
            (.constant(.integer(7)), "8", "must be 7"),
            (.jsonText, "\"x\"", "must be a string of JSON text"),
            (.maxItems(1), "[1,2]", "must have at most 1 elements"),
        ]
        for (keyword, text, message) in rows {
            let faults = Validator(Schema([keyword])).faults(
                in: try JSONValue(parsing: Bytes(text)))
            #expect(faults.map(\.message) == [message])
            #expect(faults.map(\.rule) == [keyword.name])
        }
    }

    @Test func `a schema is written as it was said`() {
        let schema = Schema([
            .root, .contains(Self.string), .uniqueItems, .minItems(1), .maxItems(2),
            .minProperties(3), .maxProperties(4), .propertyNames(Self.string),
            .allOf([Self.string]), .not(Self.string), .constant(.null), .jsonText,
            .exclusiveMinimum(5), .exclusiveMaximum(6),
        ])
        #expect(
            schema.json.text == """
                {"$ref":"#","contains":{"type":"string"},"uniqueItems":true,"minItems":1,"maxItems":2,\
                "minProperties":3,"maxProperties":4,"propertyNames":{"type":"string"},\
                "allOf":[{"type":"string"}],"not":{"type":"string"},"const":null,\
                "contentMediaType":"application/json","exclusiveMinimum":5,"exclusiveMaximum":6}
                """)
    }
}
