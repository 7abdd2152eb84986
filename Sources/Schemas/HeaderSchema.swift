import JSON
import Octets

/// The schemas of the request headers that forms name.
enum HeaderSchema {
    /// `SSS-ExpectedVersion` (`hal-api.md` §6.2), which `of` is what the version is one of.
    static func expectedVersion(of: StaticString) -> Schema.Property {
        var text = ByteWriter()
        text.append("The version that ")
        text.append(of)
        text.append(
            " must have: 0 or more, or -3 for none at all, -2 for any, -1 for an empty stream.")
        return Schema.Property(
            "SSS-ExpectedVersion",
            [
                .type(.integer), .minimum(-3), .maximum(Int64(Int32.max)),
                .annotation("default", .integer(-2)), .description(text.finish()),
            ])
    }

    /// The schema of a request's headers, of which those named here mean something.
    static func headers(_ properties: [Schema.Property]) -> Schema {
        Schema([.type(.object), .properties(properties)])
    }
}
