import JSON
package import Octets

/// An operation on a resource, shown as an embedded resource (`hal-api.md` §5.9): the schema of what
/// to send, the hyper-schema link that says how and where to, and `_links.self`, which is the schema
/// standing alone. All but two addresses is made once, when the form is.
package struct Form: Sendable {
    /// What the operation is to the resource; also names its documentation.
    package let relation: Relation
    /// What to send.
    package let schema: Schema
    /// How to send it.
    package let submission: Submission
    /// The schema standing alone, served at `docs/{name}.schema.json`.
    package let document: Bytes
    /// Where ``document`` is found, below the API's root.
    package let path: Bytes

    /// Everything up to the address that the form is sent to.
    private let head: Bytes
    /// What stands between the two addresses.
    private let middle: Bytes
    /// What stands behind the prefix of the second address.
    private let tail: Bytes

    package init(_ relation: Relation, _ schema: Schema, _ submission: Submission) {
        self.relation = relation
        self.schema = schema
        self.submission = submission

        var writer = ByteWriter(capacity: 64)
        writer.append("docs/")
        writer.append(relation.name)
        writer.append(".schema.json")
        path = writer.finish()

        var head = JSONWriter()
        head.beginObject()
        for member in schema.members {
            head.name(escaping: member.name.span)
            head.value(member.value)
        }
        head.name("links")
        head.beginArray()
        head.beginObject()
        head.name("rel")
        head.value(relation.qualifiedName)
        head.name("href")
        self.head = head.finish()

        var middle = ByteWriter()
        middle.append(Form.hints(submission))
        middle.append("}],\"_links\":{\"self\":{\"href\":\"")
        self.middle = middle.finish()

        var tail = ByteWriter()
        tail.append(path)
        tail.append("\",\"type\":\"application/schema+json\"}}}")
        self.tail = tail.finish()

        document = Form.document(self.head, submission)
    }

    /// The bytes of the embedded resource.
    ///
    /// - Parameters:
    ///   - prefix: What leads from the document to the API's root: `./`, `../`, `../../`.
    ///   - target: The address of the resource, as the document spells it: `../streams/a`.
    package func rendered(prefix: Bytes, target: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: size(prefix, target))
        write(to: &writer, prefix: prefix, target: target)
        return writer.finish()
    }

    /// Writes the embedded resource as ``rendered(prefix:target:)`` has it, without a copy in between.
    package func write(to writer: inout ByteWriter, prefix: Bytes, target: Bytes) {
        writer.reserve(size(prefix, target))
        writer.append(head)
        writer.append(jsonString: target.span)
        writer.append(middle)
        writer.append(prefix)
        writer.append(tail)
    }

    private func size(_ prefix: Bytes, _ target: Bytes) -> Int {
        head.count + target.count + 2 + middle.count + prefix.count + tail.count
    }

    /// What the hyper-schema link says behind its address, a comma in front.
    private static func hints(_ submission: Submission) -> Bytes {
        var writer = ByteWriter()
        writer.append(",\"targetHints\":{\"allow\":[")
        writer.append(jsonString: submission.method.span)
        writer.append("]}")
        if let mediaType = submission.mediaType {
            writer.append(",\"submissionMediaType\":")
            writer.append(jsonString: mediaType.span)
        }
        if let headers = submission.headers {
            writer.append(",\"headerSchema\":")
            writer.append(headers.json.text)
        }
        return writer.finish()
    }

    private static func document(_ head: Bytes, _ submission: Submission) -> Bytes {
        var writer = ByteWriter()
        writer.append(head)
        var address = ByteWriter()
        address.append("../")
        address.append(submission.template)
        writer.append(jsonString: address.span)
        writer.append(",\"templateRequired\":")
        writer.append(JSONValue.array(submission.variables.map { .string($0) }).text)
        writer.append(hints(submission))
        writer.append("}]}")
        return writer.finish()
    }
}
