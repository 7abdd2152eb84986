import JSON
import Octets

/// The documents of this server (`hal-api.md` §5).
extension DocumentSchema {
    static let index = hal(
        "Index", "Where everything begins.",
        state: [
            member("provider", "Where the messages are kept.", ["type": "string"]),
            JSONMember(
                "versions", ["type": "object", "additionalProperties": ["type": "string"]]),
        ], links: ["streamStore:index", "streamStore:find", "streamStore:feed-browser"])

    static let allStreamPage = hal(
        "AllStreamPage", "Messages of all streams, the newest first.",
        state: [
            member(
                "fromPosition", "The position of the first message that was read.",
                ["type": "integer", "minimum": -1]),
            member(
                "nextPosition", "Where reading goes on in the same direction.",
                ["type": "integer", "minimum": -1]),
            isEnd,
        ], links: ["first", "last", "streamStore:feed"], embedded: [messages])

    static let streamPage = hal(
        "StreamPage",
        "Messages of one stream, the newest first, and the forms for what can be done with it.",
        state: [
            member(
                "lastStreamVersion", "The version of the last message; -1 if there never was one.",
                version),
            member(
                "lastStreamPosition", "Its position in the whole store.",
                ["type": "integer", "minimum": -1]),
            member("fromStreamVersion", "The `p` that was asked for.", version),
            member(
                "nextStreamVersion", "Where reading goes on in the same direction.",
                // One behind the highest version can be one more than a version.
                ["type": "integer", "minimum": -1]),
            isEnd,
        ], links: ["first", "last", "streamStore:feed", "streamStore:metadata"],
        embedded: [
            messages, JSONMember("streamStore:append", form.reference),
            JSONMember("streamStore:append-raw", form.reference),
            JSONMember("streamStore:delete-stream", form.reference),
        ])

    static let message = hal(
        "Message",
        "One message. What is absent (404) has links only, and what was asked for.",
        state: messageState, optional: messageState.map(\.name), links: ["self"],
        embedded: [JSONMember("streamStore:delete-message", form.reference)])

    static let appended = hal(
        "Appended", "How the stream stands after an append.",
        state: [
            member("currentVersion", "The version of the stream's last message.", version),
            member(
                "currentPosition", "Its position in the whole store.",
                ["type": "integer", "minimum": -1]),
            JSONMember("messageId", uuid),
        ], optional: ["messageId"], links: ["self", "streamStore:feed"])

    static let streamMetadata = hal(
        "StreamMetadata", "What was said of a stream.",
        state: [
            JSONMember("streamId", ["type": "string"]),
            member(
                "metadataStreamVersion", "How often metadata was set, less one; -1 for never.",
                version),
            JSONMember("maxAge", ["type": "integer", "minimum": 1]),
            JSONMember("maxCount", ["type": "integer", "minimum": 1]),
            member("metadataJson", "JSON text, or JSON with `--payloads object`.", [:]),
        ], optional: ["metadataStreamVersion", "maxAge", "maxCount", "metadataJson"],
        links: ["streamStore:metadata", "streamStore:feed"],
        embedded: [JSONMember("streamStore:metadata", form.reference)])

    static let streamList = hal(
        "StreamList", "Names of streams, in the order in which they were made.",
        state: [
            member("continuationToken", "Where this page ended.", ["type": "string"])
        ], links: ["self", "streamStore:feed-browser"],
        embedded: [
            JSONMember(
                "streamStore:feed",
                [
                    "type": "array",
                    "items": ["type": "object", "required": ["_links"]],
                ])
        ])

    /// The documentation of all link relations.
    static let docsIndex = hal(
        "DocsIndex", "The documentation of all link relations.", state: [], links: ["item"])

    /// All that the components of the description hold.
    static let all: [DocumentSchema] = [
        link, links, form, fault, problem, redirect, index, allStreamPage, streamPage, message,
        appended,
        streamMetadata, streamList, docsIndex,
    ]

    private static let version: JSONValue = [
        "type": "integer", "minimum": -1, "maximum": 2_147_483_647,
    ]
    private static let uuid: JSONValue = ["type": "string", "format": "uuid"]
    private static let isEnd = member(
        "isEnd", "Whether nothing more exists in that direction.", ["type": "boolean"])
    private static let messages = JSONMember(
        "streamStore:message", ["type": "array", "items": DocumentSchema.reference(to: "Message")])

    private static let messageState: [JSONMember] = [
        JSONMember("messageId", uuid),
        member("createdUtc", "When it was appended.", ["type": "string", "format": "date-time"]),
        member(
            "position", "Its place in the whole store.", ["type": "integer", "minimum": 0]),
        JSONMember("streamId", ["type": "string"]),
        member(
            "streamVersion", "Its place in its stream.", ["type": "integer"]),
        member("type", "What kind of message it is.", ["type": "string"]),
        member("payload", "JSON text, or JSON with `--payloads object`.", [:]),
        member("metadata", "JSON text, or JSON with `--payloads object`.", [:]),
        member(
            "contentType", "In the place of `payload` for what is not JSON.", ["type": "string"]),
        JSONMember("contentLength", ["type": "integer", "minimum": 0]),
    ]

    private static func member(
        _ name: Bytes, _ about: Bytes, _ schema: JSONValue
    ) -> JSONMember {
        JSONMember(
            name,
            .object([JSONMember("description", .string(about))] + (schema.members ?? [])))
    }
}
