import Octets

extension MetadataRecord {
    /// Reads what ``message(_:of:id:)`` wrote. Nil for any other text: the server alone writes metadata
    /// streams, so nothing else belongs there.
    package static func metadata(from payload: Payload) -> StreamMetadata? {
        guard payload.format == .json else { return nil }
        var cursor = Cursor(payload.bytes)
        guard cursor.skip("{\"StreamId\":"), cursor.string() != nil,
            cursor.skip(",\"MaxAge\":"), let maxAge = cursor.nullable({ $0.number() }),
            cursor.skip(",\"MaxCount\":"), let maxCount = cursor.nullable({ $0.number() }),
            cursor.skip(",\"MetaJson\":"), let json = cursor.nullable({ $0.string() }),
            cursor.skip("}"), cursor.isAtEnd
        else { return nil }
        return StreamMetadata(maxAge: maxAge, maxCount: maxCount, json: json)
    }

    /// A place in the text.
    private struct Cursor {
        private let bytes: Bytes
        private var index = 0

        init(_ bytes: Bytes) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        /// Steps over a literal that must stand here.
        mutating func skip(_ literal: Bytes) -> Bool {
            guard bytes[index..<bytes.count].span.starts(with: literal.span) else { return false }
            index += literal.count
            return true
        }

        /// A value or null; the outer optional is nil where neither stands here.
        mutating func nullable<Value>(_ value: (inout Cursor) -> Value?) -> Value?? {
            if skip("null") { return .some(nil) }
            guard let read = value(&self) else { return nil }
            return .some(read)
        }

        mutating func number() -> Int32? {
            let start = index
            while index < bytes.count, bytes[index].isASCIIDigit || bytes[index] == 0x2D {
                index += 1
            }
            return Int64(decimal: bytes[start..<index].span).flatMap { Int32(exactly: $0) }
        }

        /// A string without its quotes and escapes.
        mutating func string() -> Bytes? {
            guard skip("\"") else { return nil }
            var text = ByteWriter(capacity: bytes.count - index)
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                switch byte {
                case UInt8(ascii: "\""): return text.finish()
                case UInt8(ascii: "\\"):
                    guard let escaped = escape() else { return nil }
                    text.append(escaped)
                default: text.append(byte)
                }
            }
            return nil
        }

        /// The byte that an escape stands for: only those that the writer makes.
        private mutating func escape() -> UInt8? {
            guard index < bytes.count else { return nil }
            defer { index += 1 }
            switch bytes[index] {
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "r"): return 0x0D
            case UInt8(ascii: "t"): return 0x09
            case UInt8(ascii: "u"):
                guard index + 4 < bytes.count, bytes[index + 1] == 0x30, bytes[index + 2] == 0x30,
                    let high = bytes[index + 3].hexDigitValue,
                    let low = bytes[index + 4].hexDigitValue
                else { return nil }
                index += 4
                return high << 4 | low
            case let other: return other
            }
        }
    }
}
