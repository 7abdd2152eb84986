import JSON
import Octets

/// The form `streamStore:append-raw`: the body is the message, bit by bit (`hal-api.md` §14.4).
package enum AppendRawSchema {
    /// Any bytes at all; JSON Schema can only say that they are no JSON form.
    package static let body = Schema([
        .dialect, .title("Append Bytes to Stream"), .type(.string),
        .annotation("contentMediaType", .string("application/octet-stream")),
    ])

    package static let form = Form(
        .appendRaw, body,
        Submission(
            "POST", "streams/{streamId}", variables: ["streamId"],
            mediaType: "application/octet-stream",
            headers: HeaderSchema.headers([
                Schema.Property(
                    "Content-Type",
                    [
                        .type(.string), .maxLength(255),
                        .annotation("default", .string("application/octet-stream")),
                        .description("The media type of the bytes; kept, with its parameters."),
                    ]),
                Schema.Property(
                    "SSS-MessageType",
                    AppendSchema.type.withDescription(
                        "The message's type; the media type without parameters if absent.")),
                Schema.Property(
                    "SSS-MessageId",
                    AppendSchema.identifier.withDescription(
                        "The message's id; a random one if absent.")),
                Schema.Property(
                    "SSS-Metadata",
                    AppendSchema.metadata.withDescription("The message's metadata as JSON text.")),
                HeaderSchema.expectedVersion(of: "the stream"),
            ])))
}

extension [Keyword] {
    /// The same, described in other words.
    fileprivate func withDescription(_ text: Bytes) -> [Keyword] {
        filter { if case .description = $0 { false } else { true } } + [.description(text)]
    }
}
