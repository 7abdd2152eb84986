/// A second reader of chunked bodies (RFC 9112 §7.1), of whole bodies and whole lines: slow, and written
/// to be believed.
enum ReferenceChunks {
    /// The data of a body at the beginning of `bytes`, and where the body ends; nil if none is there.
    static func decode(_ bytes: [UInt8]) -> (data: [UInt8], end: Int)? {
        var data: [UInt8] = []
        var place = 0
        while true {
            guard let line = line(bytes, &place), let size = size(line) else { return nil }
            if size == 0 { break }
            guard size <= UInt64(bytes.count - place) else { return nil }
            let end = place + Int(size)
            data += bytes[place..<end]
            guard bytes[end...].starts(with: [0x0D, 0x0A]) else { return nil }
            place = end + 2
        }
        for _ in 0...100 {
            guard let line = line(bytes, &place) else { return nil }
            if line.isEmpty { return (data, place) }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]),
                line[(colon + 1)...].allSatisfy(isText)
            else { return nil }
        }
        return nil
    }

    private static func line(_ bytes: [UInt8], _ place: inout Int) -> ArraySlice<UInt8>? {
        guard let feed = bytes[place...].firstIndex(of: 0x0A), feed > place,
            bytes[feed - 1] == 0x0D
        else { return nil }
        defer { place = feed + 1 }
        return bytes[place..<(feed - 1)]
    }

    /// `1*16HEXDIG *( ";" token [ "=" ( token / quoted-string ) ] )`
    private static func size(_ line: ArraySlice<UInt8>) -> UInt64? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") }
        guard (1...16).contains(digits.count),
            digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 }),
            let size = UInt64(String(decoding: digits, as: UTF8.self), radix: 16),
            size <= Int64.max
        else { return nil }
        var rest = line[digits.endIndex...]
        while rest.first == UInt8(ascii: ";") {
            let name = rest.dropFirst().prefix { isToken([$0]) }
            guard !name.isEmpty else { return nil }
            rest = rest[name.endIndex...]
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "\"") {
                guard let end = endOfQuoted(rest) else { return nil }
                rest = rest[end...]
            } else {
                let value = rest.prefix { isToken([$0]) }
                guard !value.isEmpty else { return nil }
                rest = rest[value.endIndex...]
            }
        }
        return rest.isEmpty ? size : nil
    }

    private static func endOfQuoted(_ text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex + 1
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"):
                guard index + 1 < text.endIndex, isText(text[index + 1]) else { return nil }
                index += 2
            default:
                guard isText(text[index]) else { return nil }
                index += 1
            }
        }
        return nil
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte == 0x09 || (byte >= 0x20 && byte != 0x7F)
    }

    private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        let signs = Array("!#$%&'*+-.^_`|~".utf8)
        return !bytes.isEmpty
            && bytes.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return byte < 0x80 && (character.isLetter || character.isNumber)
                    || signs.contains(byte)
            }
    }
}
