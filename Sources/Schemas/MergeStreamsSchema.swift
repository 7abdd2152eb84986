import JSON
import Octets

/// The form `httpstream:merge`: one stream of several (`bytes-api.md` §1).
package enum MergeStreamsSchema {
    /// How many streams one may merge at once.
    package static let mostStreams = 256

    /// What a request's body must be. A form of `streams=…&streams=…` is read as the same object.
    package static let body = Schema([
        .dialect, .title("Merge streams"), .type(.object), .required(["streams"]),
        .properties([
            Schema.Property(
                "streams",
                [
                    .type(.array), .title("Streams"), .minItems(1), .maxItems(mostStreams),
                    .items(Schema([.type(.string), .pattern(.uuid)])),
                    .description("Their ids, in the order of their bytes; one may come again."),
                ]),
            Schema.Property(
                "queue",
                [
                    .type(.string), .title("Queue"), .minLength(1), .maxLength(128),
                    .pattern(.queue),
                    .annotation("default", .string("default")),
                    .description("The queue that the new stream comes into."),
                ]),
            Schema.Property(
                "delete",
                [
                    .type(.boolean), .title("Delete the parts"),
                    .annotation("default", .boolean(false)),
                    .description("Whether they are deleted when the new stream is stored."),
                ]),
        ]),
    ])

    package static let form = Form(
        .streamMerge, body,
        Submission("POST", "v1/merge", variables: [], mediaType: "application/json"))
}
