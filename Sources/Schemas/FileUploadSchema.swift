import JSON
import Octets

/// The form `filestore:upload`: the bytes of a file alone, or in a form as browsers send it (`bytes-api.md` §3.3).
package enum FileUploadSchema {
    /// Any bytes at all.
    package static let body = Schema([
        .dialect, .title("Upload File"), .type(.string),
        .annotation("contentMediaType", .string("application/octet-stream")),
    ])

    /// A form with one file.
    package static let formBody = Schema([
        .type(.object), .required(["file"]),
        .properties([
            Schema.Property(
                "file",
                [
                    .type(.string), .title("File"), .annotation("format", .string("binary")),
                    .field("file", as: "file"),
                    .description("The file: the first part with a file name is stored."),
                ])
        ]),
    ])

    /// What is checked of the bytes.
    static let digests: [Schema.Property] = [
        Schema.Property(
            "Repr-Digest",
            [
                .type(.string), HeaderSchema.digests,
                .description(
                    "The digest that the bytes must have (RFC 9530): `sha-256=:…:`, in Base64."),
            ]),
        Schema.Property(
            "Content-Digest",
            [
                .type(.string), HeaderSchema.digests,
                .description("The same; both may be there."),
            ]),
    ]

    /// The name of bytes that come without a form.
    static let disposition = Schema.Property(
        "Content-Disposition",
        [
            .type(.string),
            .description(
                "`attachment; filename=\"report.pdf\"`: the name that downloads will have."),
        ])

    package static let form = Form(
        .fileUpload, body,
        Submission(
            "POST", "files", variables: [], title: "The bytes alone",
            mediaType: "application/octet-stream",
            headers: HeaderSchema.headers([disposition] + digests)),
        others: [
            Submission(
                "POST", "files", variables: [], title: "A form with a file",
                mediaType: "multipart/form-data", body: .other(formBody),
                headers: HeaderSchema.headers(digests)),
            Submission(
                "PUT", "files", variables: [],
                title: "The bytes alone, as clients that only put do it",
                mediaType: "application/octet-stream",
                headers: HeaderSchema.headers([disposition] + digests)),
        ])
}
