import Foundation
import JSON
import Octets
import Schemas
import TestSupport
import Testing

/// Our judgement of schemas is that of PyPI's `jsonschema`.
@Suite struct SchemaTests {
    @Test func `the validator says what another implementation says`() throws {
        var pairs = RandomSchemas(seed: 11)
        var lines = ""
        var allowed = 0
        for _ in 0..<3000 {
            let schema = pairs.schema()
            for _ in 0..<3 {
                let value = pairs.value(for: schema)
                let verdict = Validator(schema).allows(value)
                allowed += verdict ? 1 : 0
                lines += JSONValue.array([schema.json, value, .boolean(verdict)]).text.text + "\n"
            }
        }
        #expect(allowed > 1500 && allowed < 7500)
        let file = FileManager.default.temporaryDirectory.appending(
            path: "halserver-schemas-\(getpid()).jsonl")
        try Data(lines.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try Python.run("schema_pairs.py", [file.path()])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func `a client that knows HAL and JSON Schema only is taken at the forms' word`() throws {
        let server = try ServerProcess()
        let result = try Python.run("forms.py", [server.url("/")])
        #expect(result.status == 0, "\(result.output)")
    }
}

/// Schemas of every keyword, and values that they may allow.
struct RandomSchemas {
    private var dice: Dice

    init(seed: UInt64) { dice = Dice(seed) }

    mutating func schema(depth: Int = 0) -> Schema {
        if depth > 2 { return Schema(dice.roll(2) == 0 ? [] : [.type(type())]) }
        if depth > 0, dice.roll(12) == 0 { return Schema([]) }
        var keywords: [Keyword] = []
        if dice.roll(2) == 0 { keywords.append(.type(type())) }
        for _ in 0..<(1 + dice.roll(3)) {
            let keyword = keyword(depth)
            // An object has each name once.
            if !keywords.contains(where: { $0.name == keyword.name }) { keywords.append(keyword) }
        }
        return Schema(keywords)
    }

    private mutating func type() -> SchemaType {
        dice.pick([.object, .object, .array, .array, .string, .number, .integer, .boolean, .null])
    }

    private mutating func keyword(_ depth: Int) -> Keyword {
        switch dice.roll(25) {
        case 0: .required(dice.pick([[], ["a"], ["b"], ["a", "é"]]))
        case 1...3:
            .properties([
                property("a", depth), property("é", depth),
            ])
        case 4: .additionalProperties(dice.roll(3) == 0)
        case 5:
            .propertyNames(Schema([dice.pick([.maxLength(1), .pattern(.uuid), .minLength(1)])]))
        case 6: .minProperties(dice.roll(3))
        case 7: .maxProperties(dice.roll(3))
        case 8, 9: .items(inner(depth))
        case 10: .contains(schema(depth: depth + 1))
        case 11: .minItems(dice.roll(3))
        case 12: .maxItems(dice.roll(3))
        case 13: .uniqueItems
        case 14: .allOf([schema(depth: depth + 1), schema(depth: depth + 1)])
        case 15: .anyOf([schema(depth: depth + 1), schema(depth: depth + 1)])
        case 16: .oneOf([schema(depth: depth + 1), schema(depth: depth + 1)])
        case 17: .not(schema(depth: depth + 1))
        case 18: .oneOfValues([scalar(), value(depth: 1)])
        case 19: .constant(value(depth: 1))
        case 20: dice.pick([.pattern(.uuid), .jsonText])
        case 21: dice.pick([.minLength(dice.roll(3)), .maxLength(dice.roll(3))])
        case 22: dice.pick([.minimum(bound()), .maximum(bound())])
        case 23: dice.pick([.exclusiveMinimum(bound()), .exclusiveMaximum(bound())])
        default: .annotation("default", scalar())
        }
    }

    private mutating func property(_ name: Bytes, _ depth: Int) -> Schema.Property {
        Schema.Property(name, inner(depth).keywords)
    }

    /// A schema of what stands inside of another value: now and then the whole one's again.
    private mutating func inner(_ depth: Int) -> Schema {
        dice.roll(6) == 0 ? Schema([.root]) : schema(depth: depth + 1)
    }

    private mutating func bound() -> Int64 { Int64(dice.roll(7)) - 3 }

    /// A value, mostly of the type that the schema asks for.
    mutating func value(for schema: Schema) -> JSONValue {
        for keyword in schema.keywords {
            if case .type(let type) = keyword, dice.roll(5) > 0 {
                for _ in 0..<30 {
                    let value = value()
                    if type.includes(value) { return value }
                }
            }
        }
        return value()
    }

    private mutating func value(depth: Int = 0) -> JSONValue {
        switch dice.roll(depth > 2 ? 3 : 8) {
        case 3, 4: return .array((0..<dice.roll(4)).map { _ in value(depth: depth + 1) })
        case 5, 6:
            // Names repeat now and then: the last one counts.
            return .object(
                (0..<dice.roll(4)).map { _ in
                    JSONMember(dice.pick(["a", "b", "é", "ab", "a"]), value(depth: depth + 1))
                })
        default: return scalar()
        }
    }

    private mutating func scalar() -> JSONValue {
        switch dice.roll(10) {
        case 0: return .null
        case 1: return .boolean(dice.roll(2) == 0)
        case 2...5: return .number(Bytes(dice.pick(Self.numbers)))
        default: return .string(Bytes(dice.pick(Self.strings)))
        }
    }

    private static let numbers = [
        "0", "1", "-1", "2", "3", "-3", "1.0", "-0", "0.0", "1e0", "10e-1", "2.5", "-2.5", "1e2",
        "100", "3.0001", "2.9999", "12345678901234567890", "1E+1", "-1e-1",
    ]
    private static let strings = [
        "", "a", "é", "ab", "漢字", "🦊", "1", "{}", "[1]", "{\"a\": 1}", "null",
        "390903e2-6e2a-4e3e-ba94-27038a720fce", "390903E2-6E2A-4E3E-BA94-27038A720FCE",
        "390903e26e2a4e3eba9427038a720fce", "{", " 5 ", "a\nb",
    ]
}
