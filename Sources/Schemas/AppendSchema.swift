import JSON
import Octets

/// The form `streamStore:append`: one message of JSON, or an array of them (`hal-api.md` §5.9, §6.1).
package enum AppendSchema {
    /// The most messages in one append, unless the server is told another number.
    package static let maximumMessages = 10_000

    /// What one message must be, after the stated tolerances were applied.
    package static let message = Schema([
        .dialect, .title("Append to Stream"), .type(.object),
        .required(["messageId", "type", "jsonData"]),
        .properties([
            Schema.Property("messageId", identifier + [.field("messageId", as: "uuid")]),
            Schema.Property("type", type),
            Schema.Property(
                "jsonData",
                [
                    .type(.object), .title("Data"),
                    .field("jsonData", as: "textarea", rows: 30),
                ]),
            Schema.Property(
                "jsonMetadata", metadata + [.field("jsonMetadata", as: "textarea", rows: 30)]),
        ]),
    ])

    /// The id of a message.
    static let identifier: [Keyword] = [
        .type(.string), .title("Message id"), .pattern(.uuid),
        .not(Schema([.constant(.string("00000000-0000-0000-0000-000000000000"))])),
        .description("A new UUID for each message; the same again to send it again."),
    ]

    /// The type of a message.
    static let type: [Keyword] = [
        .type(.string), .title("Type"), .minLength(1), .maxLength(128),
        .description("What kind of message it is."),
    ]

    /// The metadata of a message.
    static let metadata: [Keyword] = [
        .type(.string), .title("Metadata"), .jsonText,
        .description("JSON text: who caused it, what it belongs to."),
    ]

    /// What the body must be that brings several messages, at most `limit`. Its root is ``message``.
    package static func messages(limit: Int = maximumMessages) -> Schema {
        Schema([.type(.array), .maxItems(limit), .items(Schema([.root]))])
    }

    /// The form, which takes at most `limit` messages at once.
    package static func form(limit: Int) -> Form {
        Form(
            .append, message,
            Submission(
                "POST", "streams/{streamId}", variables: ["streamId"],
                mediaType: "application/json",
                headers: HeaderSchema.headers([HeaderSchema.expectedVersion(of: "the stream")])),
            others: [
                Submission(
                    "POST", "streams/{streamId}", variables: ["streamId"],
                    title: "Append several messages", mediaType: "application/json",
                    body: .other(messages(limit: limit)), headers: HeaderSchema.version)
            ])
    }

    package static let form = form(limit: maximumMessages)
}
