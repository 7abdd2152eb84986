import JSON
import Octets

/// The form `streamStore:append`: one message of JSON, or an array of them (`hal-api.md` §5.9, §6.1).
package enum AppendSchema {
    /// What one message must be, after the stated tolerances were applied.
    package static let message = Schema([
        .dialect, .title("Append to Stream"), .type(.object),
        .required(["messageId", "type", "jsonData"]),
        .properties([
            Schema.Property(
                "messageId", [.type(.string), .pattern(.uuid), .field("messageId", as: "uuid")]),
            Schema.Property("type", [.type(.string)]),
            Schema.Property(
                "jsonData", [.type(.object), .field("jsonData", as: "textarea", rows: 30)]),
            Schema.Property(
                "jsonMetadata", [.type(.string), .field("jsonMetadata", as: "textarea", rows: 30)]),
        ]),
    ])

    /// What a request's body must be: a message, or an array of messages.
    package static let messages = Schema([.type(.array), .items(message)])

    package static let form = Form(
        .append, message,
        Submission(
            "POST", "streams/{streamId}", variables: ["streamId"], mediaType: "application/json",
            headers: HeaderSchema.headers([HeaderSchema.expectedVersion(of: "the stream")])))
}
