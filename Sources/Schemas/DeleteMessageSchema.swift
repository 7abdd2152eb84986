import Octets

/// The form `streamStore:delete-message`: a request without a body (`hal-api.md` §5.9, §7).
package enum DeleteMessageSchema {
    package static let body = Schema([.dialect, .title("Delete Stream Message"), .type(.object)])

    package static let form = Form(
        .deleteMessage, body,
        Submission(
            "DELETE", "streams/{streamId}/{streamVersion}",
            variables: ["streamId", "streamVersion"],
            headers: HeaderSchema.headers([
                Schema.Property(
                    "If-Match", [.type(.string), .description("The ETag of the message.")])
            ])))
}
