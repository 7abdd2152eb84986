import HTTP
import JSON
import Octets
import Schemas

/// A form as a document of this face embeds it, and the reference to where it is sent.
struct ByteStreamAction: Sendable {
    let form: Form
    let target: Bytes

    init(_ form: Form, _ target: Bytes) {
        self.form = form
        self.target = target
    }
}

extension HALDocument {
    /// Embeds what can be done.
    mutating func embed(_ actions: [ByteStreamAction], _ hrefs: Hrefs) {
        for action in actions { embed([action.form], hrefs, target: action.target) }
    }

    /// Writes what can be done as templates of HAL-FORMS, where a request asks for them.
    mutating func templates(_ actions: [ByteStreamAction], for request: Request) {
        guard request.asksForTemplates else { return }
        json.name("_templates")
        json.beginObject()
        for action in actions {
            if actions.count == 1 { json.name("default") } else { name(action.form.relation) }
            json.verbatim { action.form.writeTemplate(to: &$0, target: action.target) }
        }
        json.endObject()
    }
}

extension Representation {
    /// HAL, which clients may also call JSON.
    static let halAsJSON = Representation(.hal, aliases: [.json], title: "HAL", mark: "")
}

extension Request {
    /// Whether a document should have templates beside its links: where no media type was negotiated, since bytes are
    /// the rule there, by the name of HAL-FORMS.
    var asksForTemplates: Bool { documentMediaType == .halForms }

    /// The media type of a document in answer to this.
    var documentMediaType: MediaType {
        switch negotiated {
        case .some(.halForms): .halForms
        case .some(.json): .json
        case .some: .hal
        case nil: problemType == .halForms ? .halForms : .hal
        }
    }
}

extension Response {
    /// A document of this face, in the media type that was asked for.
    static func document(
        _ document: Bytes, _ status: Status = .ok, for request: Request
    ) -> Response {
        .hal(document, status, as: request.documentMediaType)
    }
}
