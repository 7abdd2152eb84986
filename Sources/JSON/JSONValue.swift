package import Octets

/// A JSON text as a small tree, for what is small: metadata, forms, tests. Payloads never go through it.
/// Members keep their order and may repeat; numbers keep their spelling. Two values are equal if both
/// are the same to the letter, so `1` and `1.0` differ and so do two orders of the same members.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// The number as it was written, so that no digit is lost.
    case number(Bytes)
    /// The string, decoded: UTF-8.
    case string(Bytes)
    case array([JSONValue])
    case object([JSONMember])

    /// An integer.
    package static func integer(_ value: some FixedWidthInteger & Sendable) -> JSONValue {
        var writer = ByteWriter(capacity: 20)
        writer.append(decimal: value)
        return .number(writer.finish())
    }

    /// The member of that name; the last one if it repeats, as most parsers have it. Nil for no object.
    package subscript(name: Bytes) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The element at that index; nil if there is none or this is no array.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The value a pointer leads to (RFC 6901); nil if it leads nowhere.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        let span = pointer.bytes.span
        var start = 0
        while start < span.count {
            guard span[start] == UInt8(ascii: "/") else { return nil }
            let end = span.firstIndex(of: UInt8(ascii: "/"), from: start + 1) ?? span.count
            guard let next = value.step(pointer.bytes[(start + 1)..<end]) else { return nil }
            value = next
            start = end
        }
        return value
    }

    private func step(_ token: Bytes) -> JSONValue? {
        switch self {
        case .object: return self[token.unescapedPointerToken]
        case .array:
            // RFC 6901 §4: digits only, no leading zeros.
            guard token.count == 1 || token[0..<1] != "0", token[0..<1] != "+",
                let index = Int64(decimal: token.span)
            else { return nil }
            return Int(exactly: index).flatMap { self[$0] }
        default: return nil
        }
    }

    /// The text of a string, nil for everything else.
    package var string: Bytes? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a whole number of 64 bits, nil for everything else.
    package var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(jsonNumber: text.span)
    }

    /// The elements of an array, nil for everything else.
    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, nil for everything else.
    package var members: [JSONMember]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The kind of the value.
    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension Bytes {
    /// `~1` as `/`, `~0` as `~` (RFC 6901 §4).
    fileprivate var unescapedPointerToken: Bytes {
        let span = span
        guard span.firstIndex(of: UInt8(ascii: "~")) != nil else { return self }
        var writer = ByteWriter(capacity: count)
        var index = 0
        while index < span.count {
            if span[index] == UInt8(ascii: "~"), index + 1 < span.count {
                writer.append(span[index + 1] == UInt8(ascii: "1") ? 0x2F : 0x7E)
                index += 2
            } else {
                writer.append(span[index])
                index += 1
            }
        }
        return writer.finish()
    }
}
