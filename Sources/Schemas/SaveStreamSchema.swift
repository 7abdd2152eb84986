import JSON
import Octets

/// The forms `httpstream:save` and `httpstream:save-to-queue`: the body is the stream, bit by bit
/// (`bytes-api.md` §1).
package enum SaveStreamSchema {
    /// Into the queue `default`.
    package static let form = Form(
        .streamSave, body("Save a stream"),
        Submission(
            "POST", "v1/streams", variables: [], mediaType: "application/octet-stream",
            headers: headers),
        others: [
            Submission(
                "PUT", "v1/streams", variables: [],
                title: "The same, as clients that only put do it",
                mediaType: "application/octet-stream", headers: headers)
        ])

    /// Into a queue that is named.
    package static let queueForm = Form(
        .streamSaveToQueue, body("Save a stream into the queue"),
        Submission(
            "POST", "v1/queues/{queue}", variables: ["queue"],
            mediaType: "application/octet-stream", headers: headers),
        others: [
            Submission(
                "PUT", "v1/queues/{queue}", variables: ["queue"],
                title: "The same, as clients that only put do it",
                mediaType: "application/octet-stream", headers: headers)
        ])

    private static func body(_ title: Bytes) -> Schema {
        Schema([
            .dialect, .title(title), .type(.string),
            .annotation("contentMediaType", .string("application/octet-stream")),
        ])
    }

    private static let headers = HeaderSchema.headers([
        Schema.Property(
            "Content-Disposition",
            [
                .type(.string),
                .annotation("examples", [#"attachment; filename="report.pdf""#]),
                .description("The name of the file, under which it is handed out again."),
            ]),
        Schema.Property(
            "Repr-Digest",
            [
                .type(.string), HeaderSchema.digests,
                .description("Digests of the bytes (RFC 9530): if one is wrong nothing is stored."),
            ]),
        Schema.Property(
            "Want-Repr-Digest",
            [
                .type(.string), .annotation("examples", ["sha-256=10"]),
                .description("The digest that is computed and kept with the stream."),
            ]),
    ])
}
