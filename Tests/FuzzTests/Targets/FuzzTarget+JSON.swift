import JSON
import Octets

extension FuzzTarget {
    /// JSON: scanner, tree and a reference agree on what it is; what was read can be written, and reads the
    /// same; every place in a text has a pointer, and every pointer leads somewhere.
    static let json = FuzzTarget("json") { bytes in
        let reference = ReferenceJSON(bytes.array)
        try require(
            bytes.isJSON == (reference != nil),
            "the scanner \(bytes.isJSON ? "takes" : "refuses") it, the reference does not")
        let tree = try? JSONValue(parsing: bytes)
        let isMarked = bytes.span.starts(with: Bytes([0xEF, 0xBB, 0xBF]).span)
        if !isMarked {
            let wanted = reference.map { !$0.hasLoneSurrogate } ?? false
            try require(
                (tree != nil) == wanted, "the tree is \(tree == nil ? "refused" : "taken")")
        }
        try quoting(bytes)
        try faults(bytes)
        guard let tree else { return }
        try rewriting(tree)
        try pointers(into: tree, bytes, isPlain: reference?.mayRepeatNames == false)
        try numbers(in: tree)
    }

    /// Any bytes as a string: the same again if they are UTF-8, and JSON in any case.
    private static func quoting(_ bytes: Bytes) throws(Contradiction) {
        var writer = JSONWriter()
        writer.value(bytes)
        let text = writer.finish()
        try require(text.isJSON, "a string is no JSON: \(text)")
        let read = (try? JSONValue(parsing: text))?.string
        try require(read != nil, "a string that was written is not read")
        if bytes.span.isWellFormedUTF8 {
            try require(read == bytes, "a string came back as another one")
        } else {
            try require(read?.span.isWellFormedUTF8 == true, "a string came back ill-formed")
        }
    }

    /// Where an error is told to be, there is a place.
    private static func faults(_ bytes: Bytes) throws(Contradiction) {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes)
        } catch {
            try require(
                error.offset >= 0 && error.offset <= bytes.count, "an error outside: \(error)")
            _ = JSONPointer(locating: error.offset, in: bytes.span)
        }
    }

    private static func rewriting(_ tree: JSONValue) throws(Contradiction) {
        let text = tree.text
        guard let again = try? JSONValue(parsing: text) else {
            throw Contradiction("what was written is not read: \(text)")
        }
        try require(again == tree, "a tree came back as another one: \(text)")
        try require(again.text == text, "writing twice gives another text")
    }

    private static func pointers(
        into tree: JSONValue, _ text: Bytes, isPlain: Bool
    ) throws(Contradiction) {
        let step = max(text.count / 64, 1)
        for offset in stride(from: 0, through: text.count, by: step) {
            let pointer = JSONPointer(locating: offset, in: text.span)
            guard isPlain else { continue }
            try require(tree[pointer] != nil, "\(pointer) at \(offset) leads nowhere")
        }
    }

    /// A whole number without point and exponent is what Swift reads.
    private static func numbers(in tree: JSONValue) throws(Contradiction) {
        switch tree {
        case .number(let text):
            let isPlain = !text.array.contains { [0x2E, 0x45, 0x65].contains($0) }
            guard isPlain else { return }
            try require(tree.integer == Int64(text.text), "\(text) is \(tree.integer ?? -1)")
        case .array(let elements): for element in elements { try numbers(in: element) }
        case .object(let members): for member in members { try numbers(in: member.value) }
        default: return
        }
    }
}
