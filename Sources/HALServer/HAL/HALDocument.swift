import HTTP
import JSON
import Octets
import Schemas

/// Writes one HAL document (draft-kelly-json-hal-11) straight into the buffer that is sent. The caller fixes
/// the order of members and links: it is part of the contract (`hal-api.md` §1).
struct HALDocument: ~Copyable {
    /// Writes the members of the document's state. Names and values are the caller's.
    var json: JSONWriter

    /// Begins a document; `capacity` is the number of bytes it will probably need.
    init(capacity: Int = 2048) {
        json = JSONWriter(capacity: capacity)
        json.beginObject()
    }

    /// Ends the document.
    consuming func finish() -> Bytes {
        json.endObject()
        return json.finish()
    }

    /// Writes a member of the state.
    mutating func state(_ name: StaticString, _ value: some FixedWidthInteger) {
        json.name(name)
        json.value(value)
    }

    /// Writes a member of the state.
    mutating func state(_ name: StaticString, _ value: Bool) {
        json.name(name)
        json.value(value)
    }

    /// Writes a member of the state: text.
    mutating func state(_ name: StaticString, _ value: String) {
        json.name(name)
        json.value(value)
    }

    /// Writes a member of the state: text.
    mutating func state(_ name: StaticString, _ value: Bytes) {
        json.name(name)
        json.value(value)
    }

    /// Writes a member of the state.
    mutating func state(_ name: StaticString, _ value: UUID) {
        json.name(name)
        json.value(value)
    }

    /// Writes `_links`.
    mutating func links(_ body: (inout HALDocument) -> Void) {
        json.name("_links")
        json.beginObject()
        body(&self)
        json.endObject()
    }

    /// Writes `_embedded`.
    mutating func embedded(_ body: (inout HALDocument) -> Void) {
        json.name("_embedded")
        json.beginObject()
        body(&self)
        json.endObject()
    }

    /// Writes a link to another document whose href needs no escaping in JSON: percent-encoded, as all
    /// references made of stored names are.
    mutating func link(
        _ relation: Relation, title: Bytes? = nil, type: Bytes? = nil,
        href: (inout ByteWriter) -> Void
    ) {
        json.prepareValue()
        json.bytes.append(relation.linkStart)
        href(&json.bytes)
        if let type {
            json.bytes.append("\",\"type\":")
            json.bytes.append(jsonString: type.span)
        } else {
            json.bytes.append("\",\"type\":\"application/hal+json\"")
        }
        if let title {
            json.bytes.append(",\"title\":")
            json.bytes.append(jsonString: title.span)
        }
        json.bytes.append("}")
    }

    /// Writes a link.
    mutating func link(_ relation: Relation, _ link: Link) {
        name(relation)
        link.write(into: &json)
    }

    /// Writes a link whose href is an RFC 6570 template, with the relation's own title.
    mutating func template(_ relation: Relation, href: (inout ByteWriter) -> Void) {
        json.prepareValue()
        json.bytes.append(relation.linkStart)
        href(&json.bytes)
        json.bytes.append("\",\"templated\":true,\"type\":\"application/hal+json\"")
        if let title = relation.title {
            json.bytes.append(",\"title\":")
            json.bytes.append(jsonString: title.span)
        }
        json.bytes.append("}")
    }

    /// Writes several links of one relation, always as an array, so that it never flips between the two
    /// forms.
    mutating func links(_ relation: Relation, _ links: [Link]) {
        name(relation)
        json.beginArray()
        for link in links { link.write(into: &json) }
        json.endArray()
    }

    /// Writes members that were prepared as JSON text.
    mutating func prepared(_ members: Bytes) { json.splice(members) }

    /// Embeds the forms of what can be done with the resource at `target`.
    mutating func embed(_ forms: [Form], _ hrefs: Hrefs, target: Bytes) {
        for form in forms {
            name(form.relation)
            json.verbatim { form.write(to: &$0, prefix: hrefs.prefix, target: target) }
        }
    }

    /// Embeds forms that were prepared for documents of this place, for the resource at `target`.
    mutating func embed(_ forms: FormGroup, target: Bytes) {
        guard !forms.isEmpty else { return }
        json.prepareValue()
        forms.write(to: &json.bytes, target: target)
    }

    /// Writes the name of a link or an embedded resource.
    mutating func name(_ relation: Relation) {
        let name = relation.qualifiedName
        json.name(escaping: name.span)
    }
}
