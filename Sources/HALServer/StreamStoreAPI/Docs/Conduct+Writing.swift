import HTTP
import Octets

/// How the resources of this API are changed.
extension Conduct {
    static let append = Conduct(
        "appendToStream", takes: [.writableStreamID] + Parameter.writeConditions + [.prefer],
        answers: [
            .document(
                .appended, .created,
                "Written, or there already; `SSS-ExpectedVersion: -3` or `If-None-Match: *` was sent.",
                fields: [.created, .messageID, .preferenceApplied]),
            .document(
                .appended, "Written, or there already.", fields: [.messageID, .preferenceApplied]),
            .problem(
                .badRequest,
                "The body is no JSON or not what the form says, a header is wrong, or the name is that of no stream that can be written."
            ),
            .problem(
                .conflict, "The stream is not what was expected, or the batch is there in part."),
            unmet,
            .problem(.contentTooLarge, "Too many bytes or messages."),
        ] + Answer.writeFailures)

    static let deleteStream = Conduct(
        "deleteStream", takes: [.writableStreamID] + Parameter.writeConditions,
        answers: [
            .nothing(.noContent, "Deleted, or there was nothing to delete."),
            .problem(
                .badRequest,
                "The name is none or begins with `$`, or the expected version is no such number."),
            .problem(.conflict, "The stream is not what was expected."), unmet,
        ] + Answer.writeFailures)

    static let deleteMessage = Conduct(
        "deleteMessage", takes: [.writableStreamID, .message] + Parameter.writeConditions,
        answers: [
            .nothing(.noContent, "Deleted, or there was nothing to delete."),
            .problem(.badRequest, "The stream's name is none or begins with `$`."),
            .problem(.notFound, "What stands there is neither a version nor an id."), unmet,
        ] + Answer.writeFailures)

    static let setMetadata = Conduct(
        "setMetadata", takes: [.describableStreamID] + Parameter.writeConditions,
        answers: [
            .document(.streamMetadata, "Set; the document says what was sent."),
            .problem(
                .badRequest,
                "The body is no JSON or not what the form says, or the stream has no metadata that can be set."
            ),
            .problem(.conflict, "`metadataStreamVersion` is not what was expected."), unmet,
            .problem(.contentTooLarge, "Too many bytes."),
        ] + Answer.writeFailures)

    private static let unmet = Answer.problem(
        .preconditionFailed, "`If-Match` or `If-None-Match` does not hold; nothing was changed.")
}
