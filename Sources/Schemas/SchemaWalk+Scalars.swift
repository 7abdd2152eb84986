import JSON
import Octets

extension SchemaWalk {
    /// Collects what is wrong with a string.
    mutating func check(_ text: Bytes, _ keyword: Keyword, _ pointer: JSONPointer) {
        switch keyword {
        case .pattern(let pattern):
            if !pattern.matches(text) { note(keyword, "must be \(pattern.phrase)", pointer) }
        case .minLength(let count):
            if text.characterCount < count {
                let message =
                    count == 1 ? "must not be empty" : "must have at least \(count) characters"
                note(keyword, message, pointer)
            }
        case .maxLength(let count):
            if text.characterCount > count {
                note(keyword, "must have at most \(count) characters", pointer)
            }
        case .jsonText:
            if !text.isJSON { note(keyword, "must be a string of JSON text", pointer) }
        default: return
        }
    }

    /// Collects what is wrong with a number. What nobody can say of a number whose exponent is beyond
    /// counting is not allowed.
    mutating func check(_ number: JSONNumber, _ keyword: Keyword, _ pointer: JSONPointer) {
        switch keyword {
        case .minimum(let limit):
            if number.isLess(than: limit) ?? true {
                note(keyword, "must be \(limit) or more", pointer)
            }
        case .maximum(let limit):
            if number.isGreater(than: limit) ?? true {
                note(keyword, "must be \(limit) or less", pointer)
            }
        case .exclusiveMinimum(let limit):
            if number.isGreater(than: limit) != true {
                note(keyword, "must be more than \(limit)", pointer)
            }
        case .exclusiveMaximum(let limit):
            if number.isLess(than: limit) != true {
                note(keyword, "must be less than \(limit)", pointer)
            }
        default: return
        }
    }
}

extension Bytes {
    /// The characters (code points) of well-formed UTF-8: every byte but those that continue one.
    package var characterCount: Int {
        let span = span
        var count = 0
        for index in span.indices where span[index] & 0xC0 != 0x80 { count &+= 1 }
        return count
    }
}
