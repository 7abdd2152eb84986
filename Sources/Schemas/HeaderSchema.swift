import JSON
import Octets

/// The schemas of the request headers that forms name. What a header says is checked with them, too
/// (`hal-api.md` §5.9).
package enum HeaderSchema {
    /// `SSS-ExpectedVersion` (`hal-api.md` §6.2).
    package static let expectedVersion = Schema([
        .type(.integer), .minimum(-3), .maximum(Int64(Int32.max)),
    ])

    /// The header `SSS-ExpectedVersion`, which `of` is what the version is one of.
    static func expectedVersion(of: StaticString) -> Schema.Property {
        var text = ByteWriter()
        text.append("The version that ")
        text.append(of)
        text.append(
            " must have: 0 or more, or -3 for none at all, -2 for any, -1 for an empty stream.")
        return Schema.Property(
            "SSS-ExpectedVersion",
            expectedVersion.keywords + [
                .annotation("default", .integer(-2)), .description(text.finish()),
            ])
    }

    /// What a digest field may be (RFC 9530, a dictionary of RFC 8941): digests of the algorithms known here are as long
    /// as they make them, others are passed over. What reads the field decides; this tells of it.
    static let digests: Keyword = {
        let known: Bytes =
            "sha-256=:[A-Za-z0-9+/]{43}=:|sha-512=:[A-Za-z0-9+/]{86}==:|md5=:[A-Za-z0-9+/]{22}==:"
        let other: Bytes = "(?!(sha-256|sha-512|md5)( |,|=|;|$))[a-z*][a-z0-9_.*-]*(=[^, ]+)?"
        var text = ByteWriter(capacity: 512)
        for part in ["^((", known, "|", other, ")( *, *(", known, "|", other, "))*)?$"] as [Bytes] {
            text.append(part)
        }
        return .annotation("pattern", .string(text.finish()))
    }()

    /// The same header once more in one form: described already, it need not be again in every page.
    static let version = headers([
        Schema.Property("SSS-ExpectedVersion", expectedVersion.keywords)
    ])

    /// The schema of a request's headers, of which those named here mean something.
    static func headers(_ properties: [Schema.Property]) -> Schema {
        Schema([.type(.object), .properties(properties)])
    }
}
