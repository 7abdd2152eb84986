import JSON
import Octets
import Schemas

/// The parts of paths and the header fields that several resources share.
extension Parameter {
    /// The name of a stream (`hal-api.md` §14.19).
    static let streamID = streamID(pattern: #"^(?!\.{1,2}$)[^\u0000-\u0020\u007f]+$"#)

    /// The name of a stream that is not one of the server's own.
    static let writableStreamID = streamID(
        pattern: #"^(?!\$|\.{1,2}$)[^\u0000-\u0020\u007f]+$"#,
        besides: " Names that begin with `$` are the server's own.")

    /// The name of a stream of which metadata can be said.
    static let describableStreamID = streamID(
        pattern: #"^(?!\$(?!deleted$)|\.{1,2}$)[^\u0000-\u0020\u007f]+$"#,
        besides: " Of those that begin with `$` only `$deleted`.")

    private static func streamID(pattern: StaticString, besides: StaticString = "") -> Parameter {
        let meaning: Bytes =
            "The stream's name: UTF-8 of 1 to 1,000 bytes without blanks and control characters, not `.` or `..`. A `/` in it is written as `%252f`."
        return .path(
            "streamID",
            [
                .type(.string), .minLength(1), .maxLength(StreamName.maximumLength),
                .annotation("pattern", .string(Bytes(pattern))),
            ], meaning.followed(by: Bytes(besides)))
    }

    /// What names a message of a stream.
    static let message = Parameter.path(
        "message",
        [
            .anyOf([
                Schema([.type(.integer)]), Schema([.type(.string), .pattern(.uuid)]),
            ])
        ], "The message's version, `-1` for the newest, or its id.")

    /// The place of a message in the whole store.
    static let position = Parameter.path(
        "position", [.type(.integer), .minimum(0)], "The message's place in the whole store.")

    /// The folder of a page of the documentation.
    static let curie = Parameter.path(
        "curie", [.type(.string), .annotation("examples", ["httpstream", "filestore"])],
        "The curie of the relation, which names the face.")

    /// The name of a page of the documentation.
    static let relation = Parameter.path(
        "relation", [.type(.string), .annotation("examples", ["append", "append.schema.json"])],
        "The relation's name without `streamStore:`; with `.schema.json` behind it, the schema of its form."
    )

    /// A file of the web pages.
    static let file = Parameter.path(
        "file", [.type(.string), .annotation("examples", ["explorer.css", "explorer.js"])],
        "The file's name.")

    /// The precondition of a read.
    static let ifNoneMatch = Parameter.header(
        "If-None-Match", [.type(.string)],
        "An `ETag` that you have: `304` while nothing is new.")

    /// The preconditions of a write, which mean the same as expected versions (`hal-api.md` §14.7).
    static let writeConditions: [Parameter] = [
        .header(
            "If-Match", [.type(.string)],
            "The `ETag` that the resource must have, else `412`."),
        .header(
            "If-None-Match", [.type(.string)], "`*`: the resource must not exist, else `412`."),
    ]

    /// The wish to keep the trace of a request with its messages (`hal-api.md` §17.2).
    static let prefer = Parameter.header(
        "Prefer", [.type(.string), .annotation("examples", ["trace-metadata"])],
        "`trace-metadata`: store the request's `traceparent` in the metadata of its messages.")

    /// Parts of the bytes (RFC 9110 §14).
    static let range = Parameter.header(
        "Range", [.type(.string)], "`bytes=0-499`: only these bytes.")
}
