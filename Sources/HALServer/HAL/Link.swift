import HTTP
import JSON
import Octets

/// A link object (draft-kelly-json-hal-11 §5), written in the contract's attribute order.
struct Link: Sendable {
    /// A reference relative to the document, or an RFC 6570 template.
    var href: Bytes
    var isTemplated = false
    /// What one gets there; nil for an answer without a body.
    var type: Bytes? = MediaType.hal.essence
    var name: Bytes?
    var title: Bytes?
    var hreflang: Bytes?

    /// Writes the link as a JSON object.
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.name("href")
        json.value(href)
        if isTemplated {
            json.name("templated")
            json.value(true)
        }
        if let type {
            json.name("type")
            json.value(type)
        }
        if let name {
            json.name("name")
            json.value(name)
        }
        if let title {
            json.name("title")
            json.value(title)
        }
        if let hreflang {
            json.name("hreflang")
            json.value(hreflang)
        }
        json.endObject()
    }
}
