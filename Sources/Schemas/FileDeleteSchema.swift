import Octets

/// The form `filestore:delete`: a request without a body (`bytes-api.md` §3.4).
package enum FileDeleteSchema {
    package static let body = Schema([.dialect, .title("Delete File"), .type(.object)])

    package static let form = Form(
        .fileDelete, body,
        Submission(
            "DELETE", "files/{hash}", variables: ["hash"],
            headers: HeaderSchema.headers([
                Schema.Property(
                    "If-Match",
                    [
                        .type(.string),
                        .description("The `ETag` that the file must have, or `*`, else `412`."),
                    ])
            ])))
}
