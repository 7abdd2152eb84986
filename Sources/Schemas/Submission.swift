package import Octets

/// How a form is sent: a link of a JSON hyper-schema (draft-handrews-json-schema-hyperschema-01) with which a
/// generic client can submit it. Where it goes is said by the document in which it stands.
package struct Submission: Hashable, Sendable {
    /// What the body of the request is.
    package enum Body: Hashable, Sendable {
        /// Nothing: `submissionSchema` is `false`.
        case none
        /// What the form's own schema describes: `submissionSchema` refers to it.
        case form
        /// What another schema describes, in which ``Keyword/root`` is the form's.
        case other(Schema)
    }

    /// The method's name, in capital letters.
    package let method: Bytes
    /// What the link is called, where a form has several.
    package let title: Bytes?
    /// The media type of the body; nil for a request without one.
    package let mediaType: Bytes?
    /// What describes the body.
    package let body: Body
    /// The headers that mean something here, with the spelling that they have on the wire.
    package let headers: Schema?
    /// The path below the API's root, with variables, for the schema that stands alone.
    package let template: Bytes
    /// The variables of ``template``.
    package let variables: [Bytes]

    /// A submission; where a media type is named and no body, the form's schema describes it.
    package init(
        _ method: Bytes, _ template: Bytes, variables: [Bytes], title: Bytes? = nil,
        mediaType: Bytes? = nil, body: Body? = nil, headers: Schema? = nil
    ) {
        self.method = method
        self.template = template
        self.variables = variables
        self.title = title
        self.mediaType = mediaType
        self.body = body ?? (mediaType == nil ? .none : .form)
        self.headers = headers
    }

    /// The schema that a header must have; nil for one that the form does not name. `name` is spelled as
    /// in the form.
    package func header(_ name: Bytes) -> Schema? {
        headers?.properties.first { $0.name == name }?.schema
    }
}
