import HTTP
import Octets

/// How the resources of this API are read.
extension Conduct {
    static let index = Conduct(
        "readIndex",
        answers: [
            .document(
                .index, "Where everything begins.",
                fields: [.etag.always, .cacheControl.always, .link.always])
        ])

    static let allStream = Conduct(
        "readAllStream", "Read all streams", takes: ReadQuery.allParameters,
        answers: [
            .document(
                .allStreamPage, "A page of messages.",
                fields: [.etag, .cacheControl, .headPosition, .contentLocation, .link]),
            elsewhere,
        ] + Answer.readFailures)

    static let allStreamMessage = Conduct(
        "readMessageAtPosition", "Read a message by its position", takes: [.position],
        answers: [
            .document(
                .message, "The message.", fields: [.etag.always, .cacheControl.always, .link]),
            Answer(.notFound, "There is no message at this position.", .hal(.message)),
            .problem(.notFound, "What stands there is no number."),
        ] + Answer.readFailures)

    static let feedBrowser = Conduct(
        "listStreams", takes: ListQuery.parameters,
        answers: [
            .document(.streamList, "A page of names.", fields: [.link]),
            .problem(.badRequest, "`m` is below 1, or `c` is no token of this server."),
        ] + Answer.readFailures)

    static let stream = Conduct(
        "readStream", "Read a stream", takes: [.streamID] + ReadQuery.parameters,
        answers: [
            .document(
                .streamPage, "A page of messages.", fields: [.etag, .contentLocation, .link]),
            elsewhere,
            .document(
                .streamPage, .notFound,
                "The stream does not exist: an empty page with links and forms.", fields: [.etag]),
            badName,
        ] + Answer.readFailures)

    static let message = Conduct(
        "readMessage", takes: [.streamID, .message],
        answers: [
            .document(.message, "The message.", fields: [.etag, .cacheControl, .link]),
            atVersion,
            Answer(.notFound, "There is no such message (any more).", .hal(.message)),
            .problem(.notFound, "What stands there is neither a version nor an id."), badName,
        ] + Answer.readFailures)

    static let payload = Conduct(
        "readPayload", takes: [.streamID, .message, .range],
        answers: [
            Answer(
                .ok, "The bytes, in the media type that they were appended with.", .bytes,
                fields: [.etag.always, .cacheControl.always, .acceptRanges]),
            Answer(
                .partialContent, "`Range` asks for a part.", .bytes,
                fields: [.etag, .cacheControl, .contentRange]),
            atVersion, badName,
            .problem(.notFound, "There is no such message (any more)."),
            .problem(.notAcceptable, "`Accept-Encoding` refuses bytes without coding."),
            .problem(
                .rangeNotSatisfiable, "`Range` asks for bytes beyond the end.",
                fields: [.contentRange]),
        ] + Answer.readFailures)

    static let metadata = Conduct(
        "readMetadata", "Read stream metadata", takes: [.streamID],
        answers: [
            .document(.streamMetadata, "The metadata.", fields: [.etag, .link]),
            .document(
                .streamMetadata, .notFound, "Never set: the document, from which it can be.",
                fields: [.etag]),
            badName,
        ] + Answer.readFailures)

    static let docsIndex = Conduct(
        "readDocs", "The documentation of all link relations",
        answers: [
            .document(
                .docsIndex, "The list.", fields: [.etag.always, .cacheControl.always, .link.always])
        ])

    static let docs = Conduct(
        "readRelation", "What a link relation means", takes: [.relation],
        answers: [
            Answer(
                .ok, "The page, or the schema of the relation's form.",
                .media([.markdown, .html, .schema, .css]),
                fields: [.etag.always, .cacheControl.always, .lastModified, .link]),
            .problem(.notFound, "There is no such relation."),
            .problem(.notAcceptable, "`Accept` excludes everything that is there."),
        ])

    /// The same for the relations of the other faces.
    static let facesDocs = Conduct(
        "readFaceRelation", "What a link relation of another face means",
        takes: [.curie, .relation],
        answers: [
            Answer(
                .ok, "The page, or the schema of the relation's form.",
                .media([.markdown, .html, .schema]),
                fields: [.etag.always, .cacheControl.always, .lastModified, .link]),
            .problem(.notFound, "There is no such relation."),
            .problem(.notAcceptable, "`Accept` excludes everything that is there."),
        ])

    static let explorer = Conduct(
        "readExplorerFile", "Script and style of the web pages", takes: [.file],
        answers: [
            Answer(
                .ok, "The file.", .media([.javaScript, .css]),
                fields: [.etag.always, .cacheControl.always]),
            .nothing(
                .seeOther, "A template, filled in with what the query says.", fields: [.location]),
            .problem(.notFound, "There is no such file."),
        ])

    static let openAPI = Conduct(
        "readDescription", "This description",
        answers: [
            Answer(
                .ok, "The description, in OpenAPI 3.1.", .media([.openAPI, .json]),
                fields: [.etag.always, .cacheControl.always, .link.always])
        ])

    static let catalog = Conduct(
        "readCatalog", "The APIs here",
        answers: [
            Answer(
                .ok, "The catalog (RFC 9727): a link set (RFC 9264).", .media([.linkSet, .json]),
                fields: [.etag.always, .cacheControl.always, .link.always])
        ])

    private static let elsewhere = Answer.redirect(
        .permanentRedirect, "Another spelling of the canonical address.")
    private static let atVersion = Answer.redirect(
        .temporaryRedirect, "`-1` or an id lead to the version.")
    static let badName = Answer.problem(.badRequest, "The name cannot be that of a stream.")
}
