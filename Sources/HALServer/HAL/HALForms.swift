import HTTP
import JSON
import Octets
import Schemas

/// HAL-FORMS (`hal-api.md` §5.10): the HAL document of a resource with its forms once more, as templates
/// which clients of that format fill in.
extension MediaType {
    static let halForms = MediaType("application/prs.hal-forms+json")
}

extension Representation {
    static let halForms = Representation(.halForms, title: "HAL-FORMS", mark: "forms")
}

extension HALDocument {
    /// Writes `_templates`, one for each form; a single one is the `default`.
    mutating func templates(_ forms: [Form], target: Bytes) {
        json.name("_templates")
        json.beginObject()
        for form in forms {
            if forms.count == 1 { json.name("default") } else { name(form.relation) }
            json.verbatim { form.writeTemplate(to: &$0, target: target) }
        }
        json.endObject()
    }
}

extension Request {
    /// Whether the answer should have templates beside its links.
    var wantsTemplates: Bool { negotiated == .halForms }

    /// The media type of the answer's document.
    var documentType: MediaType { wantsTemplates ? .halForms : .hal }
}
