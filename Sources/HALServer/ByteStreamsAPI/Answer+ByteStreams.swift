import HTTP
import JSON
import Octets

/// How operations of the stream store answer, as far as several do so in the same way.
extension Answer {
    /// One line of JSON, or a document to those who name HAL.
    static func line(
        _ status: Status, _ meaning: Bytes, fields: [AnswerField] = []
    ) -> Answer {
        Answer(
            status, meaning, status.code < 400 ? .media([.json]) : .problemOr([.json]),
            fields: fields)
    }

    /// A stream was stored.
    static let saved = Answer(
        .created,
        #"`{"id":"…","status":"created"}`: the stream is durable. Who names HAL gets its document."#,
        .media([.json, .hal, .halForms]), fields: [.created, .link.always])

    /// What a save answers.
    static let saves: [Answer] =
        [
            saved,
            .line(
                .badRequest,
                "A digest is wrong or cannot be read, the body is framed wrongly, or the name cannot be that of a queue; nothing was stored."
            ),
            .line(.requestTimeout, "The body did not go on for too long; nothing was stored."),
        ] + byteWriteFailures

    /// What happens to requests that store bytes, when that fails.
    static let byteWriteFailures: [Answer] = [
        .line(
            .internalServerError,
            "The body was cut off, or a call of the system failed; nothing was stored."),
        .line(
            .serviceUnavailable,
            "The system is short of files or memory, or the server is being stopped. Try again after `Retry-After`.",
            fields: [.retryAfter]),
        .line(.insufficientStorage, "The disk is full; nothing was stored."),
    ]

    /// What happens to other requests, when the directory cannot be read.
    static let byteReadFailures: [Answer] = [
        .line(.internalServerError, "A call of the system failed."),
        .line(
            .serviceUnavailable,
            "The system is short of files or memory, or the server is being stopped. Try again after `Retry-After`.",
            fields: [.retryAfter]),
    ]

    /// Documents that only those get who name their media type.
    static let namedOnly = Answer.line(
        .notFound, "`Accept` does not name `application/hal+json`: nothing, as in the original.")

    /// What reading the bytes of a stream answers.
    static func bytes(fields: [AnswerField] = []) -> [Answer] {
        let common: [AnswerField] = [.cacheControl, .disposition, .streamDigest] + fields
        return [
            Answer(
                .ok, "The bytes, in a media type that is guessed.", .bytes,
                fields: [.etag, .storedAt, .acceptRanges.sometimes] + common),
            Answer(
                .ok, "What is known of the stream, to those who name HAL.", .hal(.byteStream),
                fields: fields),
            Answer(
                .partialContent, "`Range` asks for parts; several come as `multipart/byteranges`.",
                .bytes,
                fields: [.etag, .storedAt, .acceptRanges.sometimes, .contentRange] + common),
            Answer(
                .rangeNotSatisfiable, "`Range` asks for bytes beyond the end, or cannot be read.",
                .media([.text]), fields: [.contentRange]),
        ] + byteReadFailures
    }

    /// What reading a stream by its place answers.
    static func neighbour(_ absence: Bytes) -> [Answer] {
        bytes(fields: [.link, .contentLocation, .streamID]) + [.line(.notFound, absence)]
    }
}

extension AnswerField {
    fileprivate static let disposition = AnswerField(
        .contentDisposition, "The name of the file that was given at upload.")
    fileprivate static let streamDigest = AnswerField(
        .reprDigest, "The digests of the bytes that are known (RFC 9530).")
    fileprivate static let storedAt = AnswerField(
        .lastModified, "When the stream was stored.")
    fileprivate static let streamID = AnswerField(
        ByteStreamNeighbours.streamID, "Which stream it is.",
        schema: ["type": "string", "format": "uuid"])
}
