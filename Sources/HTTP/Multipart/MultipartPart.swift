package import Octets

/// What stands before the content of a part (RFC 7578 §4). Names are bytes: mostly UTF-8, as browsers and curl
/// send them, but not surely.
package struct MultipartPart: Sendable {
    /// The field lines of the part, names as spelled.
    package let fields: [Headers.Field]
    /// The name of the form's field; nil where the part has none.
    package let name: Bytes?
    /// The name of the file as it was sent, which may be empty; nil where the part is no file. `filename*`
    /// (RFC 8187) is taken before `filename`. The percent signs that browsers write for quotes and line
    /// breaks stay: nobody can tell them from others. See ``FileName`` for a name that is safe.
    package let fileName: Bytes?
    /// The media type that the client named.
    package let contentType: Bytes?

    /// Whether the part is a file.
    package var isFile: Bool { fileName != nil }

    /// A part of these fields.
    init(_ fields: [Headers.Field]) throws(MultipartError) {
        self.fields = fields
        contentType = try Self.only("content-type", fields)
        if let encoding = try Self.only("content-transfer-encoding", fields) {
            // Base64 and quoted-printable would be stored as other bytes than the file has.
            let isPlain = ["binary", "8bit", "7bit"].contains { (name: Bytes) in
                encoding.span.equalsIgnoringASCIICase(name.span)
            }
            guard isPlain else {
                throw .malformed("a part has a Content-Transfer-Encoding, which forms do not have")
            }
        }
        guard let disposition = try Self.only("content-disposition", fields) else {
            (name, fileName) = (nil, nil)
            return
        }
        guard let list = ParameterList(disposition) else {
            throw .malformed("the Content-Disposition of a part cannot be read")
        }
        guard list.value.span.equalsIgnoringASCIICase("form-data".utf8Span.span) else {
            (name, fileName) = (nil, nil)
            return
        }
        name = list["name*"].flatMap(ExtendedValue.decode) ?? list["name"]
        let extended = list["filename*"]
        // A name that cannot be read is none, but what has one is a file.
        fileName =
            extended.flatMap(ExtendedValue.decode) ?? list["filename"]
            ?? extended.map { _ in Bytes() }
    }

    private static func only(
        _ name: Bytes, _ fields: [Headers.Field]
    ) throws(MultipartError) -> Bytes? {
        let found = fields.filter { $0.name.span.equalsIgnoringASCIICase(name.span) }
        guard found.count < 2 else { throw .malformed("a part has two fields \(name)") }
        return found.first?.value
    }
}
