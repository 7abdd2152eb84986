import HTTP
import Octets

/// The media types of what describes the server.
extension Representation {
    static let openAPI = Representation(.openAPI, title: "OpenAPI", mark: "")
    /// The same text for tools that know JSON only.
    static let plainJSON = Representation(.json, title: "JSON", mark: "json")
    static let linkSet = Representation(.linkSet, title: "Link set", mark: "")
    static let markdown = Representation(.markdown, title: "Markdown", mark: "md")
    static let schema = Representation(.schema, title: "JSON Schema", mark: "schema")
}

extension MediaType {
    static let openAPI = MediaType(
        "application/vnd.oai.openapi+json", field: "application/vnd.oai.openapi+json;version=3.1")
    /// A link set (RFC 9264) that is an API catalog (RFC 9727).
    static let linkSet = MediaType(
        "application/linkset+json",
        field: #"application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727""#)
}
