import JSON
package import Octets

/// An operation on a resource, shown as an embedded resource (`hal-api.md` §5.9): the schema of what
/// to send, the hyper-schema links that say how and where to, and `_links.self`, which is the schema
/// standing alone. The same values make a template of HAL-FORMS. All but two addresses is made once, when
/// the form is.
package final class Form: Sendable {
    /// What the operation is to the resource; also names its documentation.
    package let relation: Relation
    /// What to send.
    package let schema: Schema
    /// How to send it.
    package let submission: Submission
    /// Other ways to send it.
    package let others: [Submission]
    /// The schema standing alone, served at `docs/{name}.schema.json`.
    package let document: Bytes
    /// Where ``document`` is found, below the API's root.
    package let path: Bytes

    /// The embedded resource.
    private let embedded: FormText
    /// The template of HAL-FORMS.
    private let template: FormText

    /// A form whose texts are made here, once: `submission` is the way that HAL-FORMS clients are shown.
    package init(
        _ relation: Relation, _ schema: Schema, _ submission: Submission,
        others: [Submission] = []
    ) {
        self.relation = relation
        self.schema = schema
        self.submission = submission
        self.others = others
        var writer = ByteWriter(capacity: 64)
        writer.append(relation.documentPath ?? relation.name)
        writer.append(".schema.json")
        let path = writer.finish()
        self.path = path
        let all = [submission] + others
        embedded = FormText(Self.embedded(relation, schema, all, path: path))
        document = Self.document(relation, schema, all)
        template = FormText(Self.template(relation, schema, submission))
    }

    /// The bytes of the embedded resource.
    ///
    /// - Parameters:
    ///   - prefix: What leads from the document to the API's root: `./`, `../`, `../../`.
    ///   - target: The address of the resource, as the document spells it: `../streams/a`.
    package func rendered(prefix: Bytes, target: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: embedded.size(prefix, target))
        write(to: &writer, prefix: prefix, target: target)
        return writer.finish()
    }

    /// Writes the embedded resource as ``rendered(prefix:target:)`` has it, without a copy in between.
    package func write(to writer: inout ByteWriter, prefix: Bytes, target: Bytes) {
        embedded.write(to: &writer, prefix: prefix, target: target)
    }

    /// Writes the embedded resource with the mark of the target in its place, for ``FormGroup``.
    func write(to writer: inout ByteWriter, prefix: Bytes) {
        embedded.write(to: &writer, prefix: prefix, target: nil)
    }

    /// Writes the form as a template of HAL-FORMS (`hal-api.md` §5.10), for the resource at `target`.
    package func writeTemplate(to writer: inout ByteWriter, target: Bytes) {
        template.write(to: &writer, prefix: Bytes(), target: target)
    }

    private static func embedded(
        _ relation: Relation, _ schema: Schema, _ submissions: [Submission], path: Bytes
    ) -> Bytes {
        var json = JSONWriter()
        json.beginObject()
        json.members(of: schema)
        // References to `#` in the links mean this form, not the document around it.
        json.name("$id")
        json.text { text in
            text.append(FormText.mark(.prefix))
            text.append(path)
        }
        json.links(relation, submissions) { json, _ in
            json.verbatim { $0.append(FormText.mark(.target)) }
        }
        json.name("_links")
        json.beginObject()
        json.name("self")
        json.beginObject()
        json.name("href")
        json.text { text in
            text.append(FormText.mark(.prefix))
            text.append(path)
        }
        json.name("type")
        json.value(Bytes("application/schema+json"))
        json.endObject()
        json.endObject()
        json.endObject()
        return json.finish()
    }

    private static func document(
        _ relation: Relation, _ schema: Schema, _ submissions: [Submission]
    ) -> Bytes {
        // From the schema's own address to the root.
        let isInFolder = relation.curie.map { $0 != Relation.rootCurie } ?? false
        let up: Bytes = isInFolder ? "../../" : "../"
        var json = JSONWriter()
        json.beginObject()
        json.members(of: schema)
        json.links(relation, submissions) { json, submission in
            json.text { text in
                text.append(up)
                text.append(submission.template)
            }
            json.name("templateRequired")
            json.value(.array(submission.variables.map { .string($0) }))
        }
        json.endObject()
        return json.finish()
    }
}

extension JSONWriter {
    /// Writes what a schema says, as members of the object that is open.
    fileprivate mutating func members(of schema: Schema) {
        for member in schema.members {
            name(escaping: member.name.span)
            value(member.value)
        }
    }

    /// Writes the links of a hyper-schema; `href` writes the address of one, and what belongs to it.
    fileprivate mutating func links(
        _ relation: Relation, _ submissions: [Submission],
        href: (inout JSONWriter, Submission) -> Void
    ) {
        name("links")
        beginArray()
        for submission in submissions {
            beginObject()
            name("rel")
            value(relation.qualifiedName)
            name("href")
            href(&self, submission)
            hints(submission)
            endObject()
        }
        endArray()
    }

    /// Writes what a link says behind its address.
    private mutating func hints(_ submission: Submission) {
        if let title = submission.title {
            name("title")
            value(title)
        }
        name("targetHints")
        value(.object([JSONMember("allow", .array([.string(submission.method)]))]))
        if let mediaType = submission.mediaType {
            name("submissionMediaType")
            value(mediaType)
        }
        name("submissionSchema")
        switch submission.body {
        case .none: value(false)
        case .form: value(Schema([.root]).json)
        case .other(let schema): value(schema.json)
        }
        if let headers = submission.headers {
            name("headerSchema")
            value(headers.json)
        }
    }
}
