package import HTTP
package import Octets

/// One way in which an operation answers: what a client has to be ready for.
package struct Answer: Sendable {
    /// What the body is.
    package enum Content: Sendable {
        case nothing
        /// A document in the media types that the operation produces; as HAL it has this schema.
        case document(DocumentSchema)
        /// Problem details, as HAL too.
        case problem
        /// A HAL document whatever was asked for.
        case hal(DocumentSchema)
        /// Bytes of any media type.
        case bytes
        /// Something in these media types, of which the description says no more.
        case media([MediaType])
        /// Problem details to those who name HAL or prefer pages; to others something in these media types.
        case problemOr([MediaType])
    }

    package let status: Status
    /// When the operation answers so.
    package let meaning: Bytes
    package let content: Content
    /// The header fields that it may have.
    package let fields: [AnswerField]

    /// An answer; `meaning` is a sentence.
    package init(
        _ status: Status, _ meaning: Bytes, _ content: Content, fields: [AnswerField] = []
    ) {
        self.status = status
        self.meaning = meaning
        self.content = content
        self.fields = fields
    }

    /// A document about what is there.
    static func document(
        _ schema: DocumentSchema, _ meaning: Bytes, fields: [AnswerField] = []
    ) -> Answer {
        Answer(.ok, meaning, .document(schema), fields: fields)
    }

    /// A document.
    static func document(
        _ schema: DocumentSchema, _ status: Status, _ meaning: Bytes, fields: [AnswerField] = []
    ) -> Answer {
        Answer(status, meaning, .document(schema), fields: fields)
    }

    /// Problem details.
    static func problem(
        _ status: Status, _ meaning: Bytes, fields: [AnswerField] = []
    ) -> Answer {
        Answer(status, meaning, .problem, fields: fields)
    }

    /// The way to where the resource is.
    static func redirect(_ status: Status, _ meaning: Bytes) -> Answer {
        Answer(status, meaning, .hal(.redirect), fields: [.location])
    }

    /// No body.
    package static func nothing(
        _ status: Status, _ meaning: Bytes, fields: [AnswerField] = []
    ) -> Answer {
        Answer(status, meaning, .nothing, fields: fields)
    }
}

extension Answer {
    /// What happens to requests that read from the store, when it cannot be read.
    static let readFailures: [Answer] = [
        .problem(.internalServerError, "A stored record is damaged, or could not be read."),
        .problem(
            .serviceUnavailable, "The server is being stopped. Try again after `Retry-After`.",
            fields: [.retryAfter]),
    ]

    /// What happens to requests that write to the store, when it cannot be written.
    static let writeFailures: [Answer] = [
        .problem(
            .internalServerError, "The store failed. Whether anything was written is unknown."),
        .problem(
            .serviceUnavailable,
            "No writes are taken now; nothing was written. Try again after `Retry-After`.",
            fields: [.retryAfter]),
        .problem(.insufficientStorage, "The disk is full; nothing was written."),
    ]

    /// What the machinery answers that all resources share: the table says nothing about it.
    ///
    /// - Parameters:
    ///   - hasTag: Whether answers have an ETag.
    ///   - negotiates: Whether Accept is looked at.
    static func shared(isSafe: Bool, hasTag: Bool, negotiates: Bool) -> [Answer] {
        var answers: [Answer] = []
        if isSafe {
            if hasTag {
                answers.append(
                    .nothing(
                        .notModified, "`If-None-Match` names what is there: you have it already.",
                        fields: [.etag.always]))
            }
            answers.append(.problem(.preconditionFailed, "`If-Match` does not hold."))
        } else {
            answers.append(
                .problem(.forbidden, "A web page of another origin tried to write."))
            answers.append(
                .problem(
                    .unsupportedMediaType, "The body has a `Content-Encoding`; send it as it is.",
                    fields: [.acceptEncoding]))
        }
        // What was changed is told as it is where only the coding is not liked.
        guard isSafe || negotiates else { return answers }
        answers.append(
            .problem(
                .notAcceptable,
                negotiates
                    ? "`Accept` or `Accept-Encoding` excludes everything that is there."
                    : "`Accept-Encoding` excludes everything that is there."))
        return answers
    }

    /// What the body looks like, where it is a document.
    var schema: DocumentSchema? {
        switch content {
        case .document(let schema), .hal(let schema): schema
        case .nothing, .problem, .bytes, .media, .problemOr: nil
        }
    }

    /// Whether it says which version it shows.
    var hasTag: Bool { fields.contains { $0.name == .etag } }
}
