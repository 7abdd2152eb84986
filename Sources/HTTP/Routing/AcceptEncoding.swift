import Octets

/// What a client says of content codings (RFC 9110 §12.5.3): its Accept-Encoding fields as one list.
struct AcceptEncoding: Sendable {
    /// The list; nil where the client says nothing.
    let field: Bytes?

    init(_ headers: Headers) { field = headers.list(.acceptEncoding) }

    /// How much the client likes a coding, in thousandths: 0 for not at all. A client that says nothing is
    /// given none, although it would have to bear any: those that do not ask often cannot decode.
    func quality(of coding: ContentCoding) -> Int {
        guard let field else { return 0 }
        let named = Self.quality(of: coding.name, in: field)
        guard named == nil, !coding.alias.isEmpty else {
            return named ?? Self.quality(of: "*", in: field) ?? 0
        }
        return Self.quality(of: coding.alias, in: field) ?? Self.quality(of: "*", in: field) ?? 0
    }

    /// Whether the representation must not come as it is: `identity;q=0`, or `*;q=0` without a word about
    /// identity. Else it is always acceptable, named or not.
    var refusesIdentity: Bool {
        guard let field else { return false }
        return (Self.quality(of: "identity", in: field) ?? Self.quality(of: "*", in: field)) == 0
    }

    /// How much the client would like the representation as it is, against a coding; what it does not name
    /// it likes least of all.
    var identityQuality: Int {
        guard let field else { return 1000 }
        return Self.quality(of: "identity", in: field) ?? Self.quality(of: "*", in: field) ?? 0
    }

    /// The weight of the entry for exactly this name, the highest should there be several; nil for none.
    private static func quality(of name: Bytes, in field: Bytes) -> Int? {
        let list = field.span
        var found: Int?
        var start = 0
        while start < list.count {
            let end = Negotiation.endOfElement(in: list, from: start)
            let element = list.extracting(start..<end)
            start = end + 1
            let parameters = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
            let coding = Negotiation.trimmed(element.extracting(0..<parameters))
            guard coding.equalsIgnoringASCIICase(name.span) else { continue }
            let rest = element.extracting(parameters..<element.count)
            found = max(found ?? 0, Negotiation.parse(parameters: rest).quality)
        }
        return found
    }
}
