package import HTTP
package import JSON
package import Octets

/// A header field that an answer may have.
package struct AnswerField: Sendable {
    package let name: HeaderName
    /// What it says, in a sentence.
    package let meaning: Bytes
    /// What its values look like.
    package let schema: JSONValue
    /// Whether the answer always has it.
    package let isRequired: Bool

    /// A field; its values are any text where nothing else is said.
    package init(
        _ name: HeaderName, _ meaning: Bytes, schema: JSONValue = ["type": "string"],
        isRequired: Bool = false
    ) {
        self.name = name
        self.meaning = meaning
        self.schema = schema
        self.isRequired = isRequired
    }

    /// The same field of an answer that always has it.
    var always: AnswerField { AnswerField(name, meaning, schema: schema, isRequired: true) }

    /// The same field of an answer that may have it.
    var sometimes: AnswerField { AnswerField(name, meaning, schema: schema, isRequired: false) }
}

extension AnswerField {
    static let etag = AnswerField(.etag, "Names this representation; for `If-None-Match`.")
    static let cacheControl = AnswerField(.cacheControl, "What caches may do.")
    static let vary = AnswerField(.vary, "What of the request chose the representation.").always
    static let link = AnswerField(
        .link, "Other representations, documentation, this description, the schema of the form.")
    static let location = AnswerField(
        .location, "Where the resource is.", schema: ["type": "string", "minLength": 1]
    ).always
    static let created = AnswerField(
        .location, "The stream that was made.", schema: ["type": "string", "minLength": 1]
    ).always
    static let contentLocation = AnswerField(
        .contentLocation, "The canonical address, where another one was served.")
    static let headPosition = AnswerField(
        "SSS-HeadPosition", "The position of the newest message on the newest page.",
        schema: ["type": "integer", "minimum": -1])
    static let messageID = AnswerField(
        "SSS-MessageId", "The id of a message that was appended as it is.",
        schema: ["type": "string", "format": "uuid"])
    static let preferenceApplied = AnswerField(
        "Preference-Applied", "`trace-metadata`, if `Prefer` asked for it.")
    static let acceptRanges = AnswerField(.acceptRanges, "`bytes`: parts can be asked for.").always
    static let contentRange = AnswerField(.contentRange, "Which part this is.")
    static let retryAfter = AnswerField(
        .retryAfter, "In how many seconds to try again.",
        schema: ["type": "integer", "minimum": 0])
    static let acceptEncoding = AnswerField(.acceptEncoding, "`identity`.").always
    static let allow = AnswerField(.allow, "The methods.").always
    static let lastModified = AnswerField(.lastModified, "When the text was changed.")
}
