package import Octets

/// Chooses among media types by what a client accepts (RFC 9110 §12.5.1).
package enum Negotiation {
    /// The offered type that the client likes best; nil if it accepts none. Of equals the one that it names
    /// comes before those that its wildcards include (w3m sends `text/html, image/*, application/*`), then
    /// the earlier one.
    ///
    /// A missing or empty Accept, or one without any entry that can be read, accepts everything. Entries
    /// that cannot be read are passed over, and parameters other than `q` are not looked at, as the
    /// original did.
    /// - Parameter accept: the combined value of the Accept fields, if there are any.
    package static func choose(from offered: [MediaType], accept: Bytes?) -> MediaType? {
        guard let accept, !accept.isEmpty, accept != "*/*" else { return offered.first }
        // What clients of an API send: one of the types, and nothing else.
        for type in offered where type.essence == accept { return type }
        var best: MediaType?
        var bestQuality = 0
        var bestIsNamed = false
        for type in offered {
            guard let match = match(of: type, in: accept) else { return offered.first }
            let isNamed = match.specificity >= 3
            guard match.quality > 0, match.quality >= bestQuality else { continue }
            if match.quality > bestQuality || (isNamed && !bestIsNamed) {
                (best, bestQuality, bestIsNamed) = (type, match.quality, isNamed)
            }
        }
        return best
    }

    /// Whether a client names this very type, and does not refuse it: for what is given only to those who ask
    /// for it by name.
    /// - Parameter accept: the combined value of the Accept fields, if there are any.
    package static func names(_ type: MediaType, in accept: Bytes?) -> Bool {
        guard let accept, let match = match(of: type, in: accept) else { return false }
        return match.specificity >= 3 && match.quality > 0
    }

    /// How much a client likes a type, in thousandths, 0 for not at all, and how closely the entry that says
    /// so describes the type (``rank(_:_:_:isExact:)``). The most specific entry decides, whatever its
    /// place. Nil if the field says nothing.
    private static func match(
        of type: MediaType, in accept: Bytes
    ) -> (quality: Int, specificity: Int)? {
        let field = accept.span
        let essence = type.essence.span
        var isReadable = false
        var quality = 0
        var specificity = 0
        var start = 0
        while start < field.count {
            let end = endOfElement(in: field, from: start)
            let element = field.extracting(start..<end)
            start = end + 1
            let parameters = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
            let range = trimmed(element.extracting(0..<parameters))
            guard let slash = range.firstIndex(of: UInt8(ascii: "/")),
                range.extracting(0..<slash).isToken,
                range.extracting((slash + 1)..<range.count).isToken
            else { continue }
            isReadable = true
            let rest = element.extracting(parameters..<element.count)
            let parsed = parse(parameters: rest)
            let rank = rank(range, slash, essence, isExact: !parsed.hasOthers)
            if rank == 0 || rank < specificity { continue }
            quality = rank == specificity ? max(quality, parsed.quality) : parsed.quality
            specificity = rank
        }
        return isReadable ? (quality, specificity) : nil
    }

    /// How closely an entry describes a type: 0 not at all, 1 `*/*`, 2 `type/*`, 3 the type with
    /// parameters, 4 exactly the type.
    private static func rank(
        _ range: Span<UInt8>, _ slash: Int, _ essence: Span<UInt8>, isExact: Bool
    ) -> Int {
        if range.equalsIgnoringASCIICase(essence) { return isExact ? 4 : 3 }
        guard range.count == slash + 2, range[slash + 1] == UInt8(ascii: "*") else { return 0 }
        if slash == 1, range[0] == UInt8(ascii: "*") { return 1 }
        guard essence.count > slash else { return 0 }
        let isSame = range.extracting(0...slash).equalsIgnoringASCIICase(
            essence.extracting(0...slash))
        return isSame ? 2 : 0
    }

    /// The weight of an entry, and whether it has parameters besides.
    static func parse(
        parameters: Span<UInt8>
    ) -> (quality: Int, hasOthers: Bool) {
        var quality = 1000
        var hasOthers = false
        var start = 0
        while start < parameters.count {
            let end = endOfElement(in: parameters, from: start, at: UInt8(ascii: ";"))
            let parameter = trimmed(parameters.extracting(start..<end))
            start = end + 1
            guard !parameter.isEmpty else { continue }
            if parameter.count > 1, parameter[0].asciiLowercased == UInt8(ascii: "q"),
                parameter[1] == UInt8(ascii: "=")
            {
                quality = thousandths(parameter.extracting(2..<parameter.count)) ?? quality
            } else {
                hasOthers = true
            }
        }
        return (quality, hasOthers)
    }

    /// A weight (RFC 9110 §12.4.2), `.5` and further digits tolerated; nil for anything else.
    private static func thousandths(_ text: Span<UInt8>) -> Int? {
        var whole = 0
        var index = 0
        while index < text.count, text[index].isASCIIDigit {
            whole = min(whole * 10 + Int(text[index] - UInt8(ascii: "0")), 2)
            index += 1
        }
        var value = whole * 1000
        var digits = index
        if index < text.count {
            guard text[index] == UInt8(ascii: ".") else { return nil }
            index += 1
            var unit = 100
            while index < text.count {
                guard text[index].isASCIIDigit else { return nil }
                value += Int(text[index] - UInt8(ascii: "0")) * unit
                unit /= 10
                index += 1
                digits += 1
            }
        }
        return digits == 0 ? nil : min(value, 1000)
    }

    /// Where the element that begins at `start` ends: at the separator outside of quotes.
    static func endOfElement(
        in field: Span<UInt8>, from start: Int, at separator: UInt8 = UInt8(ascii: ",")
    ) -> Int {
        var index = start
        var isQuoted = false
        while index < field.count {
            let byte = field[index]
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                index += 1
            } else if !isQuoted, byte == separator {
                return index
            }
            index += 1
        }
        return field.count
    }

    @_lifetime(copy text)
    static func trimmed(_ text: Span<UInt8>) -> Span<UInt8> {
        var start = 0
        var end = text.count
        while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
        return text.extracting(start..<end)
    }
}
