import HTTP
import Octets

/// How the original's address answers: mostly without a word.
extension Conduct {
    static let findFile = Conduct(
        "findFile", takes: [.fileHash] + Parameter.digestWishes + [.range],
        answers: [
            Answer(.ok, "The bytes.", .bytes, fields: content),
            Answer(.partialContent, "`Range` asks for parts.", .bytes, fields: part),
            .nothing(.badRequest, "`file_hash` is missing or empty."),
            .nothing(.notFound, "There is no such file."),
            Answer(
                .rangeNotSatisfiable, "`Range` asks for bytes beyond the end, or cannot be read.",
                .media([.text]), fields: [.contentRange]),
            failure,
        ])

    static let storeFile = Conduct(
        "storeFile", "Upload a file", takes: [.algorithm],
        answers: [
            Answer(.ok, "Stored; the body is the file's name.", .media([.text]), fields: stored),
            Answer(
                .badRequest,
                "There is no body, the form is broken or has no file, or a digest is not that of the bytes.",
                .media([.text])),
            Answer(
                .conflict,
                "The bytes are there already, or others of this digest: nothing was stored. The body is the name.",
                .media([.text]), fields: stored + [.conflict]),
            Answer(.contentTooLarge, "The file has too many bytes.", .media([.text])),
            failure,
        ])

    static let removeFile = Conduct(
        "removeFile", "Delete a file", takes: [.fileHash],
        answers: [
            Answer(.ok, "Deleted, under all its names.", .media([.text])),
            .nothing(.badRequest, "`file_hash` is missing or empty."),
            .nothing(.notFound, "There is no such file."), failure,
        ])

    private static let failure = Answer(
        .internalServerError, "The store failed, or the disk is full; nothing was stored.",
        .media([.text]), fields: [.retryAfter])
}
