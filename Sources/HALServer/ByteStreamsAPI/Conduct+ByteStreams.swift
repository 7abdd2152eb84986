import HTTP
import JSON
import Octets
import Schemas

/// How the resources of the stream store answer (`bytes-api.md` §1).
extension Conduct {
    static let ping = Conduct(
        "ping", "Whether somebody is there",
        answers: [.line(.ok, #"`{"message":"pong","status":"ok"}`"#)])

    // MARK: - Saving

    static let saveStream = Conduct(
        "saveStream", takes: Parameter.uploads, answers: Answer.saves)
    static let putStream = Conduct(
        "putStream", "Save a stream", takes: Parameter.uploads, answers: Answer.saves)
    static let saveToQueue = Conduct(
        "saveStreamToQueue", takes: [.byteQueue] + Parameter.uploads,
        answers: Answer.saves)
    static let putToQueue = Conduct(
        "putStreamToQueue", "Save a stream into the queue",
        takes: [.byteQueue] + Parameter.uploads, answers: Answer.saves)

    static let mergeByteStreams = Conduct(
        "mergeStreams", takes: [.byteStreamName],
        answers: [
            Answer.saved,
            .line(.badRequest, "The body is no such form; nothing was stored."),
            .line(.notFound, "One of the streams is not there; nothing was stored."),
            .line(.contentTooLarge, "The body has more than 65,536 bytes."),
        ] + Answer.byteWriteFailures)

    // MARK: - Reading

    static let byteStreams = Conduct(
        "readByteStreams",
        answers: [
            .document(.byteStreams, "Where streams are saved."), Answer.namedOnly,
        ])

    static let byteStreamMerge = Conduct(
        "readMerge", "How streams are merged",
        answers: [
            .document(.byteStreamMerge, "The form."), Answer.namedOnly,
        ])

    static let byteStream = Conduct(
        "readByteStream", takes: [.byteStream] + Parameter.downloads,
        answers: Answer.bytes(fields: [.link]) + [
            Answer(.notFound, "There is no such stream.", .problemOr([.text]))
        ])

    static let byteStreamMetadata = Conduct(
        "readByteStreamMetadata", takes: [.byteStream],
        answers: [
            .document(.byteStream, "What is known of the stream."),
            .line(.notFound, "There is no such stream."),
        ] + Answer.byteReadFailures)

    static let nextByteStream = Conduct(
        "readNextByteStream", "The next stream of the queue",
        takes: [.byteStream] + Parameter.downloads,
        answers: Answer.neighbour("There is no stream behind this one, or it has no place."))

    static let previousByteStream = Conduct(
        "readPreviousByteStream", "The previous stream of the queue",
        takes: [.byteStream] + Parameter.downloads,
        answers: Answer.neighbour("There is no stream in front of this one, or it has no place."))

    static let firstByteStream = Conduct(
        "readFirstByteStream", takes: [.byteQueue] + Parameter.downloads,
        answers: Answer.neighbour("The queue is empty, or there is none of that name."))

    static let lastByteStream = Conduct(
        "readLastByteStream", takes: [.byteQueue] + Parameter.downloads,
        answers: Answer.neighbour("The queue is empty, or there is none of that name."))

    static let byteQueues = Conduct(
        "listByteQueues",
        answers: [.document(.byteQueues, "The queues by name.")] + Answer.byteReadFailures)

    static let byteQueue = Conduct(
        "readByteQueue", takes: [.byteQueue] + ByteQueueQuery.parameters,
        answers: [
            .document(.byteQueue, "A part of the queue."),
            .line(.badRequest, "The query cannot be meant."),
            .document(
                .byteQueue, .notFound,
                "There is no such queue (yet): an empty page, with the form that makes it."),
            .line(.notFound, "What stands there can be no name of a queue."),
        ] + Answer.byteReadFailures)

    // MARK: - Deleting

    static let cleanStreams = Conduct(
        "cleanStreams",
        answers: [
            .line(
                .ok, #"`{"status":"cleaned"}`: what was too old is gone; nothing without `-ttl`."#)
        ] + Answer.byteReadFailures)

    static let deleteByteStream = Conduct(
        "deleteByteStream", takes: [.byteStream],
        answers: [
            .line(.ok, #"`{"id":"…","status":"deleted"}`"#),
            .line(.notFound, "There is no such stream."),
        ] + Answer.byteReadFailures)

    static let deleteQueue = Conduct(
        "deleteByteQueue",
        takes: [
            .byteQueue,
            .query(
                "purge", [.oneOfValues(["true", "false"]), .annotation("default", "false")],
                "`true`: with all streams that are in it."),
        ],
        answers: [
            .line(.ok, #"`{"queue":"…","status":"deleted"}`"#),
            .line(.notFound, "There is no such queue."),
            .line(.conflict, "There are streams in it; nothing was deleted."),
        ] + Answer.byteReadFailures)
}
