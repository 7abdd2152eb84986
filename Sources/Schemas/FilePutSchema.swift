import JSON
import Octets

/// The form `filestore:put`: the bytes of a digest that is known beforehand (`bytes-api.md` §3.4).
package enum FilePutSchema {
    /// Bytes.
    package static let body = Schema([
        .dialect, .title("Put File"), .type(.string),
        .annotation("contentMediaType", .string("application/octet-stream")),
    ])

    package static let form = Form(
        .filePut, body,
        Submission(
            "PUT", "files/{hash}", variables: ["hash"], mediaType: "application/octet-stream",
            headers: HeaderSchema.headers(
                [
                    Schema.Property(
                        "If-None-Match",
                        [
                            .type(.string),
                            .description("`*`: the file must not be there, else `412`."),
                        ]), FileUploadSchema.disposition,
                ] + FileUploadSchema.digests)))
}
