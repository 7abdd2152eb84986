package import Octets

extension JSONValue {
    /// Reads a whole text. A byte order mark at its beginning is passed over. Strings in which a
    /// surrogate stands alone are refused, because UTF-8 cannot hold them; everything else that RFC 8259
    /// allows is kept.
    package init(parsing text: Bytes) throws(JSONError) {
        var scanner = JSONScanner(text.span)
        scanner.skipByteOrderMark()
        self = try JSONValue(&scanner, of: text)
        try scanner.finish()
    }

    /// Reads the next value. The depth limit of the scanner bounds the recursion, here and when the tree
    /// is released.
    private init(_ scanner: inout JSONScanner, of text: Bytes) throws(JSONError) {
        switch try scanner.nextKind() {
        case .null:
            try scanner.null()
            self = .null
        case .boolean: self = .boolean(try scanner.boolean())
        case .number: self = .number(text[try scanner.number()])
        case .string: self = .string(try text.decoding(scanner.string()))
        case .array:
            var elements: [JSONValue] = []
            try scanner.beginArray()
            while try scanner.nextElement() {
                elements.append(try JSONValue(&scanner, of: text))
            }
            self = .array(elements)
        case .object:
            var members: [JSONMember] = []
            try scanner.beginObject()
            while let token = try scanner.nextName() {
                let name = try text.decoding(token)
                members.append(JSONMember(name, try JSONValue(&scanner, of: text)))
            }
            self = .object(members)
        }
    }
}
