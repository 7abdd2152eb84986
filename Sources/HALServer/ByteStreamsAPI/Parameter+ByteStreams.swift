import JSON
import Octets
import Schemas

/// The parts of paths and the header fields that several resources of the stream store share.
extension Parameter {
    /// The id of a stream.
    static let byteStream = Parameter.path(
        "id",
        [
            .type(.string),
            .annotation(
                "pattern",
                .string("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")),
        ], "The stream's id: a UUID in small letters.")

    /// The name of a queue.
    static let byteQueue = Parameter.path(
        "queue",
        [
            .type(.string), .minLength(1), .maxLength(128),
            .annotation("pattern", .string("^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$")),
        ], "The queue's name.")

    /// The name of the file, where a client cannot set a field.
    static let byteStreamName = Parameter.query(
        "name", [.type(.string)],
        "The name of the file, if `Content-Disposition` does not say it.")

    /// What an upload may say of itself besides what its form names.
    static let uploads: [Parameter] = [
        byteStreamName,
        .header(
            "Content-Disposition", [.type(.string)],
            "The name of the file: `attachment; filename=\"…\"`. It is handed out with that name."),
        .header(
            "Content-Digest", [.type(.string)],
            "Digests of the body (RFC 9530), `sha-256`, `sha-512` or `md5`: checked before anything is stored."
        ),
        .header("Repr-Digest", [.type(.string)], "The same."),
        .header("Content-MD5", [.type(.string)], "The same, as old clients say it (RFC 1864)."),
        .header(
            "Want-Repr-Digest", [.type(.string)],
            "Which digest is computed and kept: `sha-256=10`."),
    ]

    /// What a download may ask for.
    static let downloads: [Parameter] = [
        .range,
        .header("If-Range", [.type(.string)], "`Range` counts only for this `ETag` or date."),
        .header(
            "If-Modified-Since", [.type(.string)], "A date: `304` if the stream is not newer."),
        .header(
            "Want-Repr-Digest", [.type(.string)], "Which one of the known digests is told."),
    ]
}
