import JSON
import Octets

/// The documents of the stream store (`bytes-api.md` §1).
extension DocumentSchema {
    static let byteStreams = hal(
        "ByteStreams", "Where streams are saved.",
        state: [
            described("queue", "The queue that they come into.", ["type": "string"]),
            described(
                "timeToLive", "How old they may become, in seconds; absent: as old as they like.",
                ["type": "integer", "minimum": 1]),
        ], optional: ["timeToLive"],
        links: ["collection", "httpstream:stream", "httpstream:queues", "httpstream:merge"],
        embedded: [
            JSONMember("httpstream:save", form.reference),
            JSONMember("httpstream:merge", form.reference),
            JSONMember("httpstream:clean", form.reference),
        ])

    static let byteStream = hal(
        "ByteStream", "What is known of a stream.",
        state: streamState
            + [
                described(
                    "queue", "The queue that it is in; absent while it has no place.",
                    ["type": "string"]),
                described(
                    "contentType", "What the bytes are, guessed from the first of them.",
                    ["type": "string"]),
                described("name", "The name of the file.", ["type": "string"]),
                described("status", "`created`: it was just stored.", ["type": "string"]),
                described(
                    "digests", "Digests of the bytes, in hexadecimal digits.",
                    ["type": "object", "additionalProperties": ["type": "string"]]),
            ],
        optional: ["queue", "sequence", "name", "status", "digests"],
        links: ["self", "httpstream:content", "httpstream:metadata"],
        embedded: [JSONMember("httpstream:delete", form.reference)])

    static let byteQueues = hal(
        "ByteQueues", "The queues by name.",
        state: [
            described("count", "How many there are.", ["type": "integer", "minimum": 0])
        ], links: ["self", "httpstream:queue"],
        embedded: [
            JSONMember(
                "httpstream:queue",
                [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["name", "count", "_links"],
                        "properties": .object(queueState),
                    ],
                ])
        ])

    static let byteQueue = hal(
        "ByteQueue", "Streams in the order in which they were stored.",
        state: queueState, optional: ["firstSequence", "lastSequence"],
        links: ["self", "first", "last", "collection"],
        embedded: [
            JSONMember(
                "httpstream:stream",
                [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "required": ["id", "sequence", "size", "created", "_links"],
                        "properties": .object(streamState),
                    ],
                ]),
            JSONMember("httpstream:save-to-queue", form.reference),
            JSONMember("httpstream:merge", form.reference),
            JSONMember("httpstream:delete-queue", form.reference),
            JSONMember("httpstream:purge-queue", form.reference),
        ])

    static let byteStreamMerge = hal(
        "ByteStreamMerge", "How streams are merged.",
        state: [
            described(
                "mostStreams", "How many can be merged at once.",
                ["type": "integer", "minimum": 1])
        ], links: ["self", "httpstream:streams"],
        embedded: [JSONMember("httpstream:merge", form.reference)])

    private static let streamState: [JSONMember] = [
        JSONMember("id", ["type": "string", "format": "uuid"]),
        described("sequence", "Its place in its queue.", ["type": "integer", "minimum": 1]),
        described("size", "How many bytes it has.", ["type": "integer", "minimum": 0]),
        described("created", "When it was stored.", ["type": "string", "format": "date-time"]),
    ]

    private static let queueState: [JSONMember] = [
        JSONMember("name", ["type": "string"]),
        described(
            "count",
            "How many streams it has; of a queue of more than a thousand as of a few seconds ago.",
            ["type": "integer", "minimum": 0]),
        described(
            "firstSequence", "The place of its first stream; absent in an empty queue.",
            ["type": "integer", "minimum": 1]),
        described(
            "lastSequence", "The place of its last stream; absent in an empty queue.",
            ["type": "integer", "minimum": 1]),
    ]

    private static func described(
        _ name: Bytes, _ about: Bytes, _ schema: JSONValue
    ) -> JSONMember {
        JSONMember(
            name,
            .object([JSONMember("description", .string(about))] + (schema.members ?? [])))
    }
}
