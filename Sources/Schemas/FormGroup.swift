import JSON
package import Octets

/// The forms that each page of a kind embeds, one behind the other, as one text: all but the address of the page's
/// resource is made once.
package struct FormGroup: Sendable {
    private let text: FormText
    /// Whether there are none.
    package let isEmpty: Bool

    /// These forms, embedded in documents from which `prefix` leads to the API's root.
    package init(_ forms: [Form], prefix: Bytes) {
        var json = JSONWriter(capacity: 4096)
        for form in forms {
            let name = form.relation.qualifiedName
            json.name(escaping: name.span)
            json.verbatim { form.write(to: &$0, prefix: prefix) }
        }
        text = FormText(json.finish())
        isEmpty = forms.isEmpty
    }

    /// Writes the forms as members, for the resource at `target`.
    package func write(to writer: inout ByteWriter, target: Bytes) {
        text.write(to: &writer, prefix: Bytes(), target: target)
    }
}
