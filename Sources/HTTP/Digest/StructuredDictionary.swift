import Octets

/// A structured field that is a dictionary (RFC 8941 §3.2), parameters passed over: none of the fields that are
/// read with it has any.
struct StructuredDictionary: Sendable {
    /// The members in order; of those with one key the last, where the first stood.
    private(set) var members: [(key: Bytes, value: StructuredItem)] = []
    /// Which member has a key: there may be thousands.
    private var places: [Bytes: Int] = [:]

    /// Reads a field value, several lines combined by commas. Nil where any of it cannot be read: then the whole
    /// field cannot (RFC 8941 §4.2).
    init?(_ field: Bytes) {
        var scanner = StructuredScanner(field)
        scanner.skipSpaces()
        while !scanner.isAtEnd {
            guard let key = scanner.key() else { return nil }
            var value = StructuredItem.boolean(true)
            if scanner.take("=") {
                guard let item = scanner.itemOrList() else { return nil }
                value = item
            }
            guard scanner.skipParameters() else { return nil }
            if let place = places[key] {
                members[place].value = value
            } else {
                places[key] = members.count
                members.append((key, value))
            }
            scanner.skipBlanks()
            guard !scanner.isAtEnd else { break }
            guard scanner.take(",") else { return nil }
            scanner.skipBlanks()
            // A comma says that something follows.
            guard !scanner.isAtEnd else { return nil }
        }
    }

    /// The value of a member.
    subscript(key: Bytes) -> StructuredItem? { places[key].map { members[$0].value } }
}
