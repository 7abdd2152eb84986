import Octets

/// The form `streamStore:metadata`: what is said of a stream (`hal-api.md` §5.9, §8).
package enum MetadataSchema {
    /// What a request's body must be, after the stated tolerances were applied. The dialect stands last, as
    /// in the original.
    package static let body = Schema([
        .title("Set Stream Metadata"), .type(.object), .dialect,
        .properties([
            Schema.Property(
                "maxCount",
                [
                    .type(.integer), .title("Most messages"), .minimum(1),
                    .maximum(Int64(Int32.max)),
                    .description("Older ones are deleted for good."),
                ]),
            Schema.Property(
                "maxAge",
                [
                    .type(.integer), .title("Greatest age in seconds"), .minimum(1),
                    .maximum(Int64(Int32.max)),
                    .description("Older messages are deleted for good."),
                ]),
            Schema.Property(
                "metadataJson",
                [
                    .type(.object), .title("More metadata"),
                    .field("metadataJson", as: "textarea", rows: 30),
                ]),
        ]),
    ])

    package static let form = Form(
        .metadata, body,
        Submission(
            "POST", "streams/{streamId}/metadata", variables: ["streamId"],
            mediaType: "application/json",
            headers: HeaderSchema.headers([
                HeaderSchema.expectedVersion(of: "the metadata of the stream")
            ])))
}
