import JSON
import Octets
import Schemas
import Testing

/// Forms as templates of HAL-FORMS.
@Suite struct TemplateTests {
    private func template(_ form: Form, target: Bytes = "../streams/a") throws -> JSONValue {
        var writer = ByteWriter()
        form.writeTemplate(to: &writer, target: target)
        return try JSONValue(parsing: writer.finish())
    }

    @Test func `the append form has a field for each member`() throws {
        let shown = try template(AppendSchema.form)
        #expect(shown["method"] == .string("POST"))
        #expect(shown["contentType"] == .string("application/json"))
        #expect(shown["target"] == .string("../streams/a"))
        #expect(shown["title"] == .string("Append to Stream"))
        let fields = try #require(shown["properties"]?.elements)
        #expect(
            fields.map { $0["name"]?.string } == ["messageId", "type", "jsonData", "jsonMetadata"])
        #expect(fields.map { $0["type"]?.string } == ["text", "text", "textarea", "textarea"])
        #expect(fields.map { $0["required"] != nil } == [true, true, true, false])
        #expect(
            fields.map { $0["prompt"]?.string } == ["Message id", "Type", "Data", "Metadata"])
        #expect(fields[0]["regex"]?.string?.text.hasPrefix("^[0-9A-Fa-f]{8}-") == true)
        #expect(fields[1]["minLength"]?.integer == 1)
        #expect(fields[1]["maxLength"]?.integer == 128)
        #expect(fields[1]["placeholder"] == .string("What kind of message it is."))
    }

    @Test func `limits of numbers are numbers`() throws {
        let fields = try #require(template(MetadataSchema.form)["properties"]?.elements)
        #expect(fields.map { $0["type"]?.string } == ["number", "number", "textarea"])
        #expect(fields[0]["min"]?.integer == 1)
        #expect(fields[0]["max"]?.integer == Int64(Int32.max))
        #expect(fields[0]["required"] == nil)
    }

    @Test(arguments: Form.streamStore)
    func `every form is a template, also one without a body`(_ form: Form) throws {
        let shown = try template(form, target: "../streams/\"")
        let names = shown.members?.map(\.name) ?? []
        let isBare = form.submission.mediaType == nil
        #expect(
            names == ["title", "method"] + (isBare ? [] : ["contentType"])
                + ["target", "properties"])
        #expect(shown["target"] == .string("../streams/\""))
        #expect(shown["properties"]?.elements != nil)
    }

    @Test func `choices, defaults and what cannot be changed are told as HAL-FORMS tells them`()
        throws
    {
        let form = Form(
            Relation("x"),
            Schema([
                .properties([
                    Schema.Property(
                        "way",
                        [
                            .oneOfValues([.string("up"), .integer(2)]),
                            .annotation("default", .integer(2)),
                            .annotation("readOnly", .boolean(true)),
                        ])
                ])
            ]),
            Submission("PUT", "x", variables: [], mediaType: "application/json"))
        let fields = try template(form)["properties"]?.text
        #expect(
            fields == """
                [{"name":"way","prompt":"way","options":{"inline":["up","2"]},"value":"2",\
                "readOnly":true,"type":"text"}]
                """)
    }
}
