import JSON
import Octets

/// The forms of uploads that can be resumed (`bytes-api.md` §7): begin one, continue it, give it up. The protocol is that
/// of tus 1.0.0; its fields are those of the headers here.
package struct UploadForms: Sendable {
    /// Begins an upload.
    package let create: Form
    /// Continues an upload.
    package let append: Form
    /// Gives an upload up.
    package let terminate: Form

    /// All of them.
    package var all: [Form] { [create, append, terminate] }

    /// Those of the stream store.
    package static let streams = UploadForms(
        Relation.streamUploads, path: "v1/uploads",
        metadata:
            "What is said of the upload: keys and values in Base64. `filename` and `filetype` are kept with the stream."
    )

    /// Those of the file store.
    package static let files = UploadForms(
        Relation.fileStoreUploads, path: "files/uploads",
        metadata:
            "What is said of the upload: keys and values in Base64. `filename` and `filetype` are kept with the file."
    )

    /// The media type of parts.
    private static let mediaType: Bytes = "application/offset+octet-stream"

    private init(_ relations: [Relation], path: Bytes, metadata: Bytes) {
        var item = ByteWriter(capacity: 64)
        item.append(path)
        item.append("/{uploadId}")
        let upload = item.finish()
        create = Form(
            relations[0], Self.bytes("Begin an upload"),
            Submission(
                "POST", path, variables: [], mediaType: Self.mediaType,
                headers: Self.headers(
                    [
                        Self.length("How many bytes the whole upload has."),
                        Schema.Property(
                            "Upload-Defer-Length",
                            [
                                .type(.string), .oneOfValues(["1"]),
                                .description(
                                    "`1` in the place of `Upload-Length`: it is told later."),
                            ]),
                        Schema.Property(
                            "Upload-Metadata",
                            [
                                .type(.string),
                                .annotation("pattern", .string(Self.metadataPattern)),
                                .description(metadata),
                                .annotation(
                                    "examples", ["filename ZmlsbS5tcDQ=,filetype dmlkZW8vbXA0"]),
                            ]),
                        Self.checksum,
                    ], either: ["Upload-Length", "Upload-Defer-Length"])))
        append = Form(
            relations[1], Self.bytes("Continue the upload"),
            Submission(
                "PATCH", upload, variables: ["uploadId"], mediaType: Self.mediaType,
                headers: Self.headers(
                    [
                        Schema.Property(
                            "Upload-Offset",
                            [
                                .type(.integer), .minimum(0), .maximum(.max),
                                .description(
                                    "Where the bytes begin: how many the upload has already."),
                            ]),
                        Self.length("The length of the whole, if it was to be told later."),
                        Self.checksum,
                    ], required: ["Upload-Offset"])))
        terminate = Form(
            relations[2],
            Schema([.dialect, .title("Give up the upload"), .type(.object)]),
            Submission("DELETE", upload, variables: ["uploadId"], headers: Self.headers([])))
    }

    /// Any bytes at all.
    private static func bytes(_ title: Bytes) -> Schema {
        Schema([
            .dialect, .title(title), .type(.string),
            .annotation("contentMediaType", .string(mediaType)),
        ])
    }

    /// - Parameter either: Of these exactly one must be there.
    private static func headers(
        _ properties: [Schema.Property], required: [Bytes] = [], either: [Bytes] = []
    ) -> Schema {
        let choices = either.map { Schema([.required([$0])]) }
        return Schema(
            [
                .type(.object), .required(["Tus-Resumable"] + required),
                .properties(
                    [
                        Schema.Property(
                            "Tus-Resumable",
                            [
                                .type(.string), .oneOfValues(["1.0.0"]),
                                .annotation("default", "1.0.0"),
                                .description("The version of the protocol."),
                            ])
                    ] + properties),
            ] + (choices.isEmpty ? [] : [.oneOf(choices)]))
    }

    private static func length(_ about: Bytes) -> Schema.Property {
        Schema.Property(
            "Upload-Length", [.type(.integer), .minimum(0), .maximum(.max), .description(about)])
    }

    /// What the reader of tus takes: keys of visible ASCII, and behind a blank their values.
    private static let metadataPattern: Bytes =
        "^([!-+\\--~]+( +[A-Za-z0-9+/]+={0,2})?( *, *[!-+\\--~]+( +[A-Za-z0-9+/]+={0,2})?)*)?$"

    /// The algorithms that are offered, each with as many digits as its checksums have.
    private static let checksumPattern: Bytes =
        "^(sha1 .{27}=|md5 .{22}==|sha256 .{43}=|sha512 .{86}==)$"

    private static let checksum = Schema.Property(
        "Upload-Checksum",
        [
            .type(.string), .annotation("pattern", .string(checksumPattern)),
            .annotation("examples", ["sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="]),
            .description("An algorithm and the checksum of the bytes of this request, in Base64."),
        ])
}
