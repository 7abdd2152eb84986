import HTTP
import JSON
import Octets
import Schemas

/// How uploads are begun, continued, read and given up.
extension Conduct {
    static func listUploads(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("list").followed(by: place.noun).followed(by: "s"), "List uploads",
            takes: [UploadAnswers.after] + UploadAnswers.queue(place),
            answers: [
                .document(
                    .resumableUploads, "A page of uploads.", fields: [UploadAnswers.tus, .link])
            ] + UploadAnswers.badQueue(place) + Answer.readFailures)
    }

    static func createUpload(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("create").followed(by: place.noun), takes: UploadAnswers.queue(place),
            answers: [
                Answer(
                    .created, "The upload is at the `Location`.", .hal(.resumableUpload),
                    fields: [
                        .location, UploadAnswers.tus, UploadAnswers.offset, UploadAnswers.expires,
                        .link,
                    ]),
                .problem(
                    .badRequest, "A field is missing or cannot be read, or the body broke off."),
                .problem(
                    .contentTooLarge, "More bytes than an upload may have, or than were announced."),
                .problem(.checksumMismatch, "The bytes are not those of `Upload-Checksum`."),
                .problem(.requestTimeout, "The body stopped coming."),
            ] + UploadAnswers.version + UploadAnswers.collision(place) + UploadAnswers.writeFailures
        )
    }

    static func readUpload(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("read").followed(by: place.noun), "How far an upload is",
            takes: [UploadAnswers.uploadID, UploadAnswers.resumable],
            answers: [
                .document(
                    .resumableUpload, "The upload.",
                    fields: [
                        UploadAnswers.tus, UploadAnswers.offset, UploadAnswers.length,
                        UploadAnswers.deferred, UploadAnswers.metadata, UploadAnswers.expires,
                        AnswerField.cacheControl.always, .link,
                    ]),
                .problem(
                    .insufficientStorage, "The disk is full, and the upload cannot be ended now."),
            ] + UploadAnswers.missing + UploadAnswers.busy + UploadAnswers.version
                + Answer.readFailures)
    }

    static func appendToUpload(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("appendTo").followed(by: place.noun), takes: [UploadAnswers.uploadID],
            answers: UploadAnswers.append(UploadAnswers.offset))
    }

    static func terminateUpload(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("terminate").followed(by: place.noun), takes: [UploadAnswers.uploadID],
            answers: [.nothing(.noContent, "It is gone.", fields: [UploadAnswers.tus])]
                + UploadAnswers.missing + UploadAnswers.busy
                + UploadAnswers.version + UploadAnswers.writeFailures)
    }

    static func overrideUpload(_ place: UploadPlace) -> Conduct {
        Conduct(
            Bytes("override").followed(by: place.noun), "Continue or give up an upload by POST",
            takes: [
                UploadAnswers.uploadID,
                .header(
                    "X-HTTP-Method-Override",
                    [.type(.string), .oneOfValues(["PATCH", "DELETE"])],
                    "`PATCH` or `DELETE`: what is meant, for clients that can send POST only."),
            ],
            answers: UploadAnswers.append(UploadAnswers.offset.sometimes) + [
                .problem(
                    .methodNotAllowed, "`X-HTTP-Method-Override` names no method that is known.",
                    fields: [.allow])
            ])
    }
}

/// What the operations of uploads have in common.
private enum UploadAnswers {
    /// - Parameter offset: The field, if success always has it; giving up has not.
    static func append(_ offset: AnswerField) -> [Answer] {
        [
            .nothing(
                .noContent, "What was sent is durable.", fields: [tus, offset, expires, .link]),
            .problem(.badRequest, "A field is missing or cannot be read, or the body broke off."),
            .problem(
                .conflict,
                "The bytes begin elsewhere than where the upload ends: `Upload-Offset` says where.",
                fields: [offset.sometimes]),
            .problem(.contentTooLarge, "More bytes than the upload has or may have."),
            .problem(
                .unsupportedMediaType, "The body is not `application/offset+octet-stream`.",
                fields: []),
            .problem(
                .checksumMismatch,
                "The bytes are not those of `Upload-Checksum`; none of them was kept."),
            .problem(.requestTimeout, "The body stopped coming; what came is kept."),
        ] + missing + busy + version + writeFailures
    }

    static let missing: [Answer] = [
        .problem(.notFound, "There is no such upload."),
        .problem(.gone, "The upload was not completed in time."),
    ]

    static let busy: [Answer] = [
        .problem(
            .locked, "Somebody else is busy with the upload. Try again after `Retry-After`.",
            fields: [.retryAfter])
    ]

    static let version: [Answer] = [
        .problem(
            .preconditionFailed, "`Tus-Resumable` is not 1.0.0.", fields: [tusVersion])
    ]

    static let writeFailures: [Answer] = [
        .problem(.internalServerError, "The store failed; ask for the offset."),
        .problem(
            .serviceUnavailable,
            "Too many uploads wait, or the system is short of files or memory.",
            fields: [.retryAfter]),
        .problem(.insufficientStorage, "The disk is full, or what uploads may occupy."),
    ]

    static func collision(_ place: UploadPlace) -> [Answer] {
        place.hasQueues
            ? [] : [.problem(.conflict, "Another file has the same digest; nothing was stored.")]
    }

    static func queue(_ place: UploadPlace) -> [Parameter] {
        guard place.hasQueues else { return [] }
        return [
            .query(
                "queue",
                [
                    .type(.string), .minLength(1), .maxLength(128),
                    .annotation("pattern", "^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$"),
                ],
                "The queue into which the stream goes; `default` if absent.")
        ]
    }

    static func badQueue(_ place: UploadPlace) -> [Answer] {
        place.hasQueues ? [.problem(.badRequest, "`queue` is no name of a queue.")] : []
    }

    static let after = Parameter.query(
        "after", [.type(.string), .annotation("format", "uuid")],
        "Only uploads whose id is behind this one.")
    static let uploadID = Parameter.path(
        "uploadID", [.type(.string), .annotation("format", "uuid")], "The id of the upload.")
    static let resumable = Parameter.header(
        "Tus-Resumable", [.type(.string), .oneOfValues(["1.0.0"])],
        "The version of tus; may be absent where one only reads.")

    static let tus = AnswerField(.tusResumable, "`1.0.0`.").always
    static let tusVersion = AnswerField(.tusVersion, "`1.0.0`.")
    static let offset = AnswerField(
        .uploadOffset, "How many bytes are here for good.",
        schema: ["type": "integer", "minimum": 0]
    ).always
    static let length = AnswerField(
        .uploadLength, "How many there will be.", schema: ["type": "integer", "minimum": 0])
    static let deferred = AnswerField(
        .uploadDeferLength, "`1` while nobody has said how many.")
    static let metadata = AnswerField(.uploadMetadata, "What was said of the upload.")
    static let expires = AnswerField(
        .uploadExpires, "When it goes if nothing more comes.")
}
