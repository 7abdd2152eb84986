import TestSupport

/// Bodies of forms that are almost right: members are left out, said twice, wrong in many ways, or spelled as
/// old clients did.
struct RandomBodies {
    private var dice: Dice
    /// Whether legacy spellings occur, which the schema does not know.
    private let withLegacy: Bool

    init(seed: UInt64, withLegacy: Bool) {
        dice = Dice(seed)
        self.withLegacy = withLegacy
    }

    /// A body for an append: mostly an array of up to three messages or a single one.
    mutating func append() -> String {
        switch dice.roll(20) {
        case 0:
            return dice.pick(["5", "null", "\"x\"", "true", "[]", "{}", "[[]]", "[{}]", "[null]"])
        case 1...9: return message()
        default:
            let count = dice.roll(4)
            return "[" + (0..<count).map { _ in message() }.joined(separator: ", ") + "]"
        }
    }

    /// A body for metadata.
    mutating func metadata() -> String {
        if dice.roll(20) == 0 { return dice.pick(["5", "null", "[]", "\"x\"", "{}", "[{}]"]) }
        return object([
            ("maxAge", 2, Self.limits, Self.oldLimits),
            ("maxCount", 2, Self.limits, Self.oldLimits),
            ("metadataJson", 2, Self.objects, Self.oldObjects),
        ])
    }

    private mutating func message() -> String {
        object([
            ("messageId", 14, Self.ids, Self.oldIDs), ("type", 14, Self.types, [""]),
            ("jsonData", 14, Self.data, Self.oldData),
            ("jsonMetadata", 3, Self.texts, Self.oldTexts),
        ])
    }

    /// An object of these members, each left out once in so many times. The first half of the values are
    /// right, so that many bodies are.
    private mutating func object(_ fields: [(String, Int, [String], [String])]) -> String {
        var members: [String] = []
        for (name, chance, values, legacy) in fields {
            for _ in 0..<(dice.roll(12) == 0 ? 2 : 1) where dice.roll(chance) > 0 {
                var value = dice.roll(5) > 0 ? values[dice.roll(2)] : dice.pick(values)
                if withLegacy, dice.roll(4) == 0 { value = dice.pick(legacy) }
                let spelled = dice.roll(10) == 0 ? "\\u00\(hex(name))" + name.dropFirst() : name
                members.append("\"\(spelled)\": \(value)")
            }
        }
        if dice.roll(6) == 0 { members.append("\"more\": [{\"type\": 5}]") }
        for index in members.indices { members.swapAt(index, dice.roll(members.count)) }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func hex(_ name: String) -> String {
        String(name.utf8.first ?? 0, radix: 16)
    }

    private static let ids = [
        "\"00000000-0000-0000-0000-000000000001\"", "\"ABCDEF00-0000-4000-8000-00000000abcd\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"00000000-0000-0000-0000-00000000001\"",
        "\"00000000-0000-0000-0000-0000000000001\"", "\"g0000000-0000-0000-0000-000000000001\"",
        "\"\"", "5", "{}", "[]", "true", "\"\\u0030\"",
        "\"\\u00300000000-0000-0000-0000-000000000001\"",
    ]
    private static let oldIDs = [
        "\"00000000000000000000000000000001\"", "\"{00000000-0000-0000-0000-000000000001}\"",
        "\"(00000000-0000-0000-0000-000000000001)\"", "\"{00000000000000000000000000000001}\"",
        "\"00000000000000000000000000000000\"", "\"{00000000-0000-0000-0000-000000000001)\"",
        "null", "",
    ]
    private static let types = [
        "\"t\"", "\"" + String(repeating: "é", count: 128) + "\"",
        "\"" + String(repeating: "é", count: 129) + "\"",
        "\"" + String(repeating: "t", count: 128) + "\"",
        "\"" + String(repeating: "t", count: 129) + "\"", "\"\"", "5", "null", "{}", "[\"t\"]",
        "\"\\u0000\"", "\"\\ud83d\\ude00\"",
    ]
    private static let data = ["{}", "{\"type\": [1, {\"a\": null}]}", "null"]
    private static let oldData = [
        "[1]", "\"x\"", "\"{}\"", "\"\"", "5", "true", "1e999", "null", "",
    ]
    private static let texts = [
        "\"{}\"", "\"{\\\"a\\\": 1}\"", "\"5\"", "\"x\"", "5", "true", "[]", "\"{\"", "\" {} \"",
        "\"{} x\"", "\"NaN\"", "\"[\\\"\\u00e9\\\"]\"",
    ]
    private static let oldTexts = ["\"\"", "null", "", "{}", "{\"a\": [1]}"]
    private static let limits = [
        "1", "2147483647", "0", "-1", "1.5", "1.0", "1e2", "100e-2", "2147483648", "2.147483647e9",
        "21474836471e-1", "1e999999999999999999999", "1e-5", "0e0", "\"1\"", "{}", "[]", "true",
        "99999999999999999999", "-0", "0.1e1",
    ]
    private static let oldLimits = ["null", ""]
    private static let objects = ["{}", "{\"a\": [{}]}", "5", "[]", "true", "[{}]"]
    private static let oldObjects = ["null", "", "\"\"", "\"{}\"", "\"x\"", "\"5\""]
}
