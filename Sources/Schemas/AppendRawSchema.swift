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
                    "SSS-MessageId",
                    [
                        .type(.string), .pattern(.uuid),
                        .description("The message's id; a random one if absent."),
                    ]),
                Schema.Property(
                    "SSS-MessageType",
                    [
                        .type(.string), .minLength(1),
                        .description(
                            "The message's type; the media type without parameters if absent."),
                    ]),
                Schema.Property(
                    "SSS-Metadata",
                    [.type(.string), .description("The message's metadata as JSON text.")]),
                HeaderSchema.expectedVersion(of: "the stream"),
            ])))
}
