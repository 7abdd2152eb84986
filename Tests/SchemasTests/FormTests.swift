import JSON
import Octets
import Schemas
import Testing

struct FormTests {
    @Test func `the append form has what the original's has, and says more`() throws {
        let form = try JSONValue(
            parsing: AppendSchema.form.rendered(prefix: "../", target: "../streams/a%20b"))
        let names = form.members?.map(\.name)
        #expect(
            names == [
                "$schema", "title", "type", "required", "properties", "$id", "links", "_links",
            ])
        #expect(form["$schema"] == .string("http://json-schema.org/draft-07/schema#"))
        #expect(form["type"] == .string("object"))
        #expect(form["required"]?.text == "[\"messageId\",\"type\",\"jsonData\"]")
        let expected: [(Bytes, Bytes)] = [
            (
                "messageId",
                """
                {"type":"string","pattern":"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-\
                [0-9A-Fa-f]{12}$","not":{"const":"00000000-0000-0000-0000-000000000000"},\
                "x-schema-form":{"key":"messageId","type":"uuid"}}
                """
            ),
            ("type", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":128}"),
            (
                "jsonData",
                """
                {"type":"object","x-schema-form":{"key":"jsonData","type":"textarea","rows":30}}
                """
            ),
            (
                "jsonMetadata",
                """
                {"type":"string","contentMediaType":"application/json","x-schema-form":{"key":\
                "jsonMetadata","type":"textarea","rows":30}}
                """
            ),
        ]
        #expect(form["properties"]?.members?.map(\.name) == expected.map(\.0))
        for (name, text) in expected { #expect(bare(form["properties"]?[name]) == text) }
    }

    /// A schema without what only people read.
    private func bare(_ schema: JSONValue?) -> Bytes? {
        let members = schema?.members?.filter { !["title", "description"].contains($0.name) }
        return members.map { JSONValue.object($0).text }
    }

    @Test func `the append form says by a second link that several messages may be sent`() throws {
        let form = try JSONValue(
            parsing: AppendSchema.form(limit: 7).rendered(prefix: "../", target: "../streams/a"))
        let links = try #require(form["links"]?.elements)
        #expect(links.count == 2)
        #expect(links[0]["submissionSchema"]?.text == "{\"$ref\":\"#\"}")
        #expect(
            links[1]["submissionSchema"]?.text
                == "{\"type\":\"array\",\"maxItems\":7,\"items\":{\"$ref\":\"#\"}}")
        #expect(form["$id"] == .string("../docs/append.schema.json"))
        #expect(links[1]["title"] == .string("Append several messages"))
        for name: Bytes in ["rel", "href", "targetHints", "submissionMediaType"] {
            #expect(links[0][name] != nil)
            #expect(links[0][name] == links[1][name])
        }
        for link in links {
            let header = link["headerSchema"]?["properties"]?["SSS-ExpectedVersion"]
            #expect(header?["maximum"]?.integer == Int64(Int32.max))
        }
    }

    @Test(arguments: Form.streamStore)
    func `links have the members of a hyper-schema's link, and no others`(_ form: Form) throws {
        let known: Set<Bytes> = [
            "rel", "href", "title", "templateRequired", "targetHints", "submissionMediaType",
            "submissionSchema", "headerSchema",
        ]
        for text in [form.rendered(prefix: "./", target: "streams/a"), form.document] {
            for link in try JSONValue(parsing: text)["links"]?.elements ?? [] {
                let names = link.members?.map(\.name) ?? []
                #expect(Set(names).isSubset(of: known))
                #expect(Set(names).count == names.count)
                let body = link["submissionSchema"]
                #expect((body == .boolean(false)) == (link["submissionMediaType"] == nil))
            }
        }
    }

    @Test func `the delete forms say no more than that there is no body`() throws {
        for (form, title) in [
            (DeleteStreamSchema.form, "Delete Stream"),
            (DeleteMessageSchema.form, "Delete Stream Message"),
        ] {
            let shown = try JSONValue(parsing: form.rendered(prefix: "../", target: "x"))
            let names = shown.members?.map(\.name)
            #expect(names == ["$schema", "title", "type", "$id", "links", "_links"])
            #expect(shown["links"]?[0]?["submissionSchema"] == .boolean(false))
            #expect(shown["title"] == .string(Bytes(title)))
            #expect(shown["links"]?[0]?["submissionMediaType"] == nil)
            #expect(shown["links"]?[0]?["targetHints"]?.text == "{\"allow\":[\"DELETE\"]}")
        }
    }

    @Test func `the metadata form keeps the original's order`() throws {
        let form = try JSONValue(
            parsing: MetadataSchema.form.rendered(
                prefix: "../../", target: "../../streams/a/metadata"))
        let names = form.members?.map(\.name)
        #expect(names == ["title", "type", "$schema", "properties", "$id", "links", "_links"])
        let limits: Bytes = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":2147483647}"
        #expect(form["properties"]?.members?.map(\.name) == ["maxCount", "maxAge", "metadataJson"])
        #expect(bare(form["properties"]?["maxCount"]) == limits)
        #expect(bare(form["properties"]?["maxAge"]) == limits)
        #expect(
            bare(form["properties"]?["metadataJson"])
                == """
                {"type":"object","x-schema-form":{"key":"metadataJson","type":"textarea","rows":30}}
                """)
    }

    @Test(arguments: Form.streamStore)
    func `every form says what it is, how and where it is sent, and where its schema is`(
        _ form: Form
    ) throws {
        let shown = try JSONValue(
            parsing: form.rendered(prefix: "../../", target: "../../streams/a"))
        let link = try #require(shown["links"]?[0])
        #expect(link["rel"] == .string(form.relation.qualifiedName))
        #expect(link["href"] == .string("../../streams/a"))
        #expect(link["targetHints"]?["allow"]?[0] == .string(form.submission.method))
        #expect(link["submissionMediaType"]?.string == form.submission.mediaType)
        #expect(
            shown["_links"]?["self"]?.text
                == Bytes(
                    """
                    {"href":"../../docs/\(form.relation.name).schema.json",\
                    "type":"application/schema+json"}
                    """))
    }

    @Test func `forms that look at an expected version say so`() throws {
        for form in [
            AppendSchema.form, AppendRawSchema.form, DeleteStreamSchema.form, MetadataSchema.form,
        ] {
            let shown = try JSONValue(parsing: form.rendered(prefix: "../", target: "x"))
            let header = shown["links"]?[0]?["headerSchema"]?["properties"]?["SSS-ExpectedVersion"]
            #expect(header?["type"] == .string("integer"))
            #expect(header?["minimum"]?.integer == -3)
        }
        let shown = try JSONValue(
            parsing: DeleteMessageSchema.form.rendered(prefix: "../", target: "x"))
        let headers = shown["links"]?[0]?["headerSchema"]?["properties"]?.members?.map(\.name)
        #expect(headers == ["If-Match"])
    }

    @Test func `an address that JSON must escape stays one string`() throws {
        let shown = try JSONValue(
            parsing: AppendSchema.form.rendered(prefix: "../", target: "../streams/\"\\\n"))
        #expect(shown["links"]?[0]?["href"] == .string("../streams/\"\\\n"))
    }

    @Test(arguments: Form.streamStore)
    func `the schema that stands alone has a templated address and no links of a document`(
        _ form: Form
    ) throws {
        let document = try JSONValue(parsing: form.document)
        #expect(document["$schema"] == .string(Schema.dialect))
        #expect(document["_links"] == nil)
        #expect(document["$id"] == nil)
        let link = try #require(document["links"]?[0])
        let href = try #require(link["href"]?.string?.text)
        #expect(href.hasPrefix("../streams/{streamId}"))
        for variable in link["templateRequired"]?.elements ?? [] {
            #expect(href.contains("{\(variable.string?.text ?? "")}"))
        }
        #expect(form.path == Bytes("docs/\(form.relation.name).schema.json"))
    }
}

struct RelationTests {
    @Test func `a relation of ours is spelled with its curie, a registered one without`() {
        #expect(Relation.deleteStream.qualifiedName == "streamStore:delete-stream")
        #expect(Relation.deleteStream.name == "delete-stream")
        #expect(Relation.deleteStream.curie == "streamStore")
        #expect(Relation("self").qualifiedName == "self")
        #expect(Relation("self").title == nil)
    }

    @Test func `every form belongs to a relation of ours, and no relation stands twice`() {
        #expect(Set(Relation.streamStore).count == Relation.streamStore.count)
        for form in Form.streamStore { #expect(Relation.streamStore.contains(form.relation)) }
    }
}
