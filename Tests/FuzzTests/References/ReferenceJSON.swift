/// A second opinion on what RFC 8259 calls JSON, as plain as its grammar.
struct ReferenceJSON {
    /// Whether a string holds a surrogate without its other half.
    private(set) var hasLoneSurrogate = false
    /// Whether an object names a member twice, or has an escape in a name (then nobody looked).
    private(set) var mayRepeatNames = false
    private let text: [UInt8]
    private var place = 0
    private var depth = 0

    /// Reads a whole text; nil if it is no JSON, or nests deeper than 512.
    init?(_ text: [UInt8]) {
        self.text = text
        guard value() else { return nil }
        space()
        guard place == text.count else { return nil }
    }

    private var next: UInt8? { place < text.count ? text[place] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard let next, next == character.asciiValue else { return false }
        place += 1
        return true
    }

    private mutating func space() {
        while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { place += 1 }
    }

    private mutating func value() -> Bool {
        space()
        switch next {
        case UInt8(ascii: "{"): return container("}") { $0.member() }
        case UInt8(ascii: "["): return container("]") { $0.value() }
        case UInt8(ascii: "\""): return string() != nil
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func container(
        _ end: Character, _ item: (inout ReferenceJSON) -> Bool
    ) -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 512 else { return false }
        place += 1
        space()
        if take(end) { return true }
        let outer = names
        defer { names = outer }
        names = []
        repeat {
            guard item(&self) else { return false }
            space()
        } while take(",")
        return take(end)
    }

    private var names: Set<[UInt8]> = []

    private mutating func member() -> Bool {
        space()
        guard next == UInt8(ascii: "\""), let name = string() else { return false }
        if name.contains(UInt8(ascii: "\\")) || !names.insert(name).inserted {
            mayRepeatNames = true
        }
        space()
        return take(":") && value()
    }

    private mutating func word(_ word: String) -> Bool {
        guard text[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    private mutating func digits() -> Bool {
        let start = place
        while let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { place += 1 }
        return place > start
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        } else if let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
            return false
        }
        if take(".") {
            guard digits() else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }

    /// The string's bytes as they stand; nil if it is none.
    private mutating func string() -> [UInt8]? {
        place += 1
        let start = place
        var high = false
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                if high { hasLoneSurrogate = true }
                high = false
                place += 1
                continue
            }
            guard let unit = escape() else { return nil }
            let isLow = (0xDC00...0xDFFF).contains(unit)
            if high != isLow { hasLoneSurrogate = true }
            high = (0xD800...0xDBFF).contains(unit)
        }
        if high { hasLoneSurrogate = true }
        let bytes = Array(text[start..<place])
        guard take("\""), String(validating: bytes, as: UTF8.self) != nil else { return nil }
        return bytes
    }

    /// The unit of UTF-16 that an escape stands for; 0 for one of a single letter.
    private mutating func escape() -> UInt16? {
        place += 1
        guard let letter = next else { return nil }
        place += 1
        guard letter == UInt8(ascii: "u") else {
            return "\"\\/bfnrt".utf8.contains(letter) ? 0 : nil
        }
        let digits = text[place...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else { return nil }
        place += 4
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
