package import Octets

/// How a form is sent: the link of a JSON hyper-schema (draft 07) with which a generic client can submit
/// it. Where it goes is said by the document in which it stands.
package struct Submission: Hashable, Sendable {
    /// The method's name, in capital letters.
    package let method: Bytes
    /// The media type of the body; nil for a request without one.
    package let mediaType: Bytes?
    /// The headers that mean something here.
    package let headers: Schema?
    /// The path below the API's root, with variables, for the schema that stands alone.
    package let template: Bytes
    /// The variables of ``template``.
    package let variables: [Bytes]

    package init(
        _ method: Bytes, _ template: Bytes, variables: [Bytes], mediaType: Bytes? = nil,
        headers: Schema? = nil
    ) {
        self.method = method
        self.template = template
        self.variables = variables
        self.mediaType = mediaType
        self.headers = headers
    }
}
