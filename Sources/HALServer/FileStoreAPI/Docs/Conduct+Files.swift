import HTTP
import Octets

/// How `/files` answers.
extension Conduct {
    static let listFiles = Conduct(
        "listFiles", takes: Parameter.filePage,
        answers: [
            .document(.storedFileList, "A page of the list.", fields: [.link]),
            .problem(.badRequest, "`limit` is below 1, or a digest is none."), failure,
        ])

    static let uploadFile = Conduct(
        "uploadFile", takes: [.algorithm], answers: uploads + [badUpload])

    static let uploadFileByPut = Conduct(
        "uploadFileByPut", "Upload File", takes: [.algorithm] + Parameter.digests,
        answers: uploads + [badUpload])

    static let readFile = Conduct(
        "readFile", takes: [.hash] + Parameter.digestWishes + [.range],
        answers: [
            Answer(.ok, "The bytes.", .bytes, fields: content),
            Answer(
                .ok, "What is known of the file, if `Accept` names HAL or HTML.", .hal(.storedFile),
                fields: [.link]),
            Answer(.partialContent, "`Range` asks for parts.", .bytes, fields: part),
            .problem(.notFound, "There is no such file; with the form that stores it."),
            .problem(
                .rangeNotSatisfiable, "`Range` asks for bytes beyond the end, or cannot be read.",
                fields: [.contentRange]),
            failure,
        ])

    static let putFile = Conduct(
        "putFile", takes: [.hash],
        answers: [
            Answer(
                .ok, "The file is there already.", .media([.text, .hal, .halForms, .html]),
                fields: stored),
            .problem(
                .badRequest,
                "The bytes have another digest than the address or a field says, or fewer came than announced."
            ),
            .problem(.notFound, "What stands there is no digest."),
            .problem(
                .preconditionFailed,
                "`If-None-Match: *` was sent and the file is there, or `If-Match` and it is not."),
        ] + uploads)

    static let deleteFile = Conduct(
        "deleteFile", takes: [.hash],
        answers: [
            .nothing(.noContent, "Deleted, under all its names."),
            .problem(.notFound, "There is no such file."),
            .problem(.preconditionFailed, "`If-Match` does not hold."), failure,
        ])

    /// The fields of bytes that are sent whole, and in parts.
    static let content: [AnswerField] = [
        .etag.always, .fileModified, .cacheControl.always, .acceptRanges, .reprDigest,
        .contentDigest, .contentDisposition,
    ]
    static let part: [AnswerField] = [
        .etag.always, .fileModified, .cacheControl.always, .contentRange, .reprDigest,
        .contentDisposition,
    ]
    /// The fields of an answer about a file that is stored.
    static let stored: [AnswerField] = [.fileLocation, .reprDigest]

    private static let uploads: [Answer] = [
        Answer(
            .created, "Stored; the body is the file's name, or what is known of it.",
            .media([.text, .hal, .halForms, .html]), fields: stored + [.location]),
        Answer(
            .conflict,
            "The bytes are there already, or others of this digest: nothing was stored. The body is the name, or a problem.",
            .problemOr([.text, .problem]), fields: stored + [.location.sometimes, .conflict]),
        .problem(.contentTooLarge, "The file has too many bytes."), failure,
    ]
    private static let badUpload = Answer.problem(
        .badRequest,
        "The form is broken or has no file, a digest is not that of the bytes, or fewer came than announced."
    )
    private static let failure = Answer.problem(
        .internalServerError, "The store failed, or the disk is full; nothing was stored.",
        fields: [.retryAfter])
}
