import JSON
import Octets

/// A form as a template of HAL-FORMS (`hal-api.md` §5.10). What that format cannot say (headers, bytes,
/// JSON inside of a form) stays in the schema, which the document carries too.
extension Form {
    /// The template, with the address of the resource marked as ``FormText`` wants it.
    static func template(
        _ relation: Relation, _ schema: Schema, _ submission: Submission
    ) -> Bytes {
        var json = JSONWriter()
        json.beginObject()
        if let title = schema.title {
            json.name("title")
            json.value(title)
        }
        json.name("method")
        json.value(submission.method)
        if let mediaType = submission.mediaType {
            json.name("contentType")
            json.value(mediaType)
        }
        json.name("target")
        json.verbatim { $0.append(FormText.mark(.target)) }
        json.name("properties")
        json.beginArray()
        for property in schema.properties {
            json.value(property.template(isRequired: schema.required.contains(property.name)))
        }
        json.endArray()
        json.endObject()
        return json.finish()
    }
}

extension Schema.Property {
    /// The property of a template that stands for this one.
    func template(isRequired: Bool) -> JSONValue {
        var members = [
            JSONMember("name", .string(name)),
            JSONMember("prompt", .string(schema.title ?? name)),
        ]
        if isRequired { members.append(JSONMember("required", .boolean(true))) }
        for keyword in schema.keywords {
            if let member = keyword.templateMember { members.append(member) }
        }
        if !members.contains(where: { $0.name == "type" }) {
            members.append(JSONMember("type", .string("text")))
        }
        return .object(members)
    }
}

extension Keyword {
    /// What a keyword of a property's schema is in the template; nil for what HAL-FORMS cannot say.
    fileprivate var templateMember: JSONMember? {
        switch self {
        case .type(.integer), .type(.number): JSONMember("type", .string("number"))
        // The value is JSON, which a person writes as text; the server takes it as a string
        // (`hal-api.md` §6.1).
        case .type(.object), .type(.array), .jsonText: JSONMember("type", .string("textarea"))
        case .description(let text): JSONMember("placeholder", .string(text))
        case .pattern(let pattern): JSONMember("regex", .string(pattern.expression))
        case .minLength(let count): JSONMember("minLength", .integer(count))
        case .maxLength(let count): JSONMember("maxLength", .integer(count))
        case .minimum(let limit): JSONMember("min", .integer(limit))
        case .maximum(let limit): JSONMember("max", .integer(limit))
        case .annotation("default", let value): JSONMember("value", value.templateText)
        case .annotation("readOnly", .boolean(let flag)): JSONMember("readOnly", .boolean(flag))
        case .oneOfValues(let values):
            JSONMember(
                "options",
                .object([JSONMember("inline", .array(values.map(\.templateText)))]))
        default: nil
        }
    }
}

extension JSONValue {
    /// A value of a template: HAL-FORMS has strings only.
    fileprivate var templateText: JSONValue {
        if case .string = self { self } else { .string(text) }
    }
}
