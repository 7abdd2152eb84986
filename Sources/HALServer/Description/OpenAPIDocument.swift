import HTTP
import JSON
import Octets
import Schemas

/// The description of everything that answers here, in OpenAPI 3.1 (`hal-api.md` §18): made once, from what
/// the tables say.
struct OpenAPIDocument: Sendable {
    private let paths: [PathDescription]
    private let version: Bytes

    init(_ paths: [PathDescription], version: String) {
        self.paths = paths
        self.version = Bytes(version)
    }

    /// The document as JSON text.
    var text: Bytes {
        var members: [JSONMember] = [
            JSONMember("openapi", "3.1.0"),
            JSONMember("info", info),
            // Relative to this document, which lies at the root.
            JSONMember("servers", [["url": ".", "description": "This server"]]),
            JSONMember(
                "externalDocs", ["url": "docs", "description": "The documentation of all links"]),
        ]
        members.append(
            JSONMember(
                "paths",
                .object(
                    paths.map { JSONMember(Bytes($0.pattern), Self.item($0)) })))
        members.append(JSONMember("components", .object([JSONMember("schemas", schemas)])))
        return JSONValue.object(members).text
    }

    private var info: JSONValue {
        [
            "title": "HALServer", "version": .string(version),
            "summary": "An event store that explains itself.",
            "description": """
            Everything here can be found from `/` by following links; documents carry the forms for \
            what can be done. This description is for tools.

            Besides what stands here any request can be refused before it reaches a resource: `400` \
            (not HTTP, or a path with a broken escape), `405` with `Allow`, `408`, `413`, `414`, \
            `431`, `501`, `505`. A path with a slash too many at its end is answered with `308`.
            """, "license": ["name": "MIT", "identifier": "MIT"],
        ]
    }

    private var schemas: JSONValue {
        var members = DocumentSchema.all.map { JSONMember($0.name, $0.schema) }
        for schema in paths.flatMap(\.operations).flatMap(\.answers).compactMap(\.schema)
        where !members.contains(where: { $0.name == schema.name }) {
            members.append(JSONMember(schema.name, schema.schema))
        }
        for body in paths.flatMap(\.operations).flatMap(\.bodies) {
            let name = Self.schemaName(body.form)
            guard !members.contains(where: { $0.name == name }) else { continue }
            members.append(JSONMember(name, Self.schema(body.form.schema)))
        }
        return .object(members)
    }

    /// The name of a form's schema: its relation, with the curie of a face in front.
    static func schemaName(_ form: Form) -> Bytes {
        guard let curie = form.relation.curie, curie != Relation.rootCurie else {
            return form.relation.name
        }
        return curie.followed(by: ".").followed(by: form.relation.name)
    }

    /// A schema of ours inside this document: `$schema` may only stand at the root of one (JSON Schema
    /// 2020-12 §8.1.1), and what is left means the same in both drafts.
    static func schema(_ schema: Schema) -> JSONValue {
        .object(schema.members.filter { $0.name != "$schema" })
    }

    // MARK: - Paths

    private static func item(_ path: PathDescription) -> JSONValue {
        var members: [JSONMember] = []
        for operation in path.operations {
            let name = Bytes(operation.method.rawValue.lowercased())
            members.append(JSONMember(name, self.operation(operation)))
        }
        return .object(members)
    }

    private static func operation(_ operation: OperationDescription) -> JSONValue {
        var members = [
            JSONMember("operationId", .string(operation.name)),
            JSONMember("summary", .string(operation.summary)),
        ]
        if !operation.explanation.isEmpty {
            members.append(JSONMember("description", .string(operation.explanation)))
        }
        if !operation.parameters.isEmpty {
            members.append(
                JSONMember("parameters", .array(operation.parameters.map(parameter))))
        }
        if !operation.bodies.isEmpty {
            members.append(
                JSONMember(
                    "requestBody",
                    ["required": true, "content": content(of: operation.bodies)]))
        }
        members.append(JSONMember("responses", responses(operation)))
        return .object(members)
    }

    private static func parameter(_ parameter: Parameter) -> JSONValue {
        var members: [JSONMember] = [JSONMember("name", .string(parameter.name))]
        switch parameter.place {
        case .path:
            members.append(JSONMember("in", "path"))
            members.append(JSONMember("required", true))
        case .query: members.append(JSONMember("in", "query"))
        case .header: members.append(JSONMember("in", "header"))
        }
        members.append(JSONMember("description", .string(parameter.meaning)))
        members.append(JSONMember("schema", schema(parameter.schema)))
        return .object(members)
    }

    private static func content(of bodies: [OperationDescription.Body]) -> JSONValue {
        .object(
            bodies.map { body in
                let own = DocumentSchema.reference(to: schemaName(body.form))
                var schemas: [JSONValue] = []
                for submission in [body.form.submission] + body.form.others
                where submission.mediaType == body.mediaType {
                    switch submission.body {
                    case .none: continue
                    case .form: schemas.append(own)
                    case .other(let other): schemas.append(Self.schema(other).replacingRoot(own))
                    }
                }
                let schema = schemas.count == 1 ? schemas[0] : ["oneOf": .array(schemas)]
                return JSONMember(body.mediaType, ["schema": schema])
            })
    }

    // MARK: - Answers

    private static func responses(_ operation: OperationDescription) -> JSONValue {
        var members: [JSONMember] = []
        for answer in operation.answers.sorted(by: { $0.status.code < $1.status.code }) {
            let code = Bytes(String(answer.status.code))
            // Two reasons for one status are told together.
            guard !members.contains(where: { $0.name == code }) else { continue }
            let same = operation.answers.filter { $0.status == answer.status }
            members.append(JSONMember(code, response(same, of: operation)))
        }
        return .object(members)
    }

    private static func response(
        _ answers: [Answer], of operation: OperationDescription
    ) -> JSONValue {
        var meaning = ByteWriter(capacity: 128)
        var fields: [AnswerField] = []
        var content: [JSONMember] = []
        for answer in answers {
            if meaning.count > 0 { meaning.append(" ") }
            meaning.append(answer.meaning)
            for field in answer.fields where !fields.contains(where: { $0.name == field.name }) {
                // What one reason always has, another one may lack.
                let isShared = answers.allSatisfy { other in
                    other.fields.contains { $0.name == field.name }
                }
                fields.append(isShared ? field : field.sometimes)
            }
            for member in self.content(answer.content, of: operation) {
                if let place = content.firstIndex(where: { $0.name == member.name }) {
                    content[place] = either(content[place], member)
                } else {
                    content.append(member)
                }
            }
        }
        var members: [JSONMember] = [JSONMember("description", .string(meaning.finish()))]
        if !fields.isEmpty {
            members.append(
                JSONMember(
                    "headers",
                    .object(fields.map { JSONMember($0.name.spelling, header($0)) })))
        }
        if !content.isEmpty { members.append(JSONMember("content", .object(content))) }
        return .object(members)
    }

    /// What comes in one media type for two reasons.
    private static func either(_ one: JSONMember, _ other: JSONMember) -> JSONMember {
        guard one.value != other.value else { return one }
        // Where one of them may be anything, both together may be.
        guard let first = one.value["schema"], let second = other.value["schema"] else {
            return JSONMember(one.name, [:])
        }
        return JSONMember(one.name, ["schema": ["anyOf": [first, second]]])
    }

    private static func header(_ field: AnswerField) -> JSONValue {
        var members: [JSONMember] = [JSONMember("description", .string(field.meaning))]
        if field.isRequired { members.append(JSONMember("required", true)) }
        members.append(JSONMember("schema", field.schema))
        return .object(members)
    }

    /// The media types in which problems come, besides web pages.
    private static let problems: [MediaType] = [.problem, .hal, .halForms]

    /// A problem in these media types, and as a web page.
    private static func problem(in types: [MediaType]) -> [JSONMember] {
        types.map { JSONMember($0.essence, ["schema": DocumentSchema.problem.reference]) }
            + [JSONMember(MediaType.html.essence, [:])]
    }

    private static func content(
        _ content: Answer.Content, of operation: OperationDescription
    ) -> [JSONMember] {
        switch content {
        case .nothing: []
        case .document(let document):
            operation.produces.map { type in
                JSONMember(
                    type.essence,
                    type == .hal || type == .halForms ? ["schema": document.reference] : [:])
            }
        case .hal(let document):
            [JSONMember(MediaType.hal.essence, ["schema": document.reference])]
        case .problem: Self.problem(in: Self.problems)
        case .problemOr(let types):
            types.map { JSONMember($0.essence, [:]) } + Self.problem(in: [.hal, .halForms])
        case .bytes: [JSONMember("*/*", [:])]
        case .media(let types): types.map { JSONMember($0.essence, [:]) }
        }
    }
}

extension JSONValue {
    /// A schema in which references to the root of another document lead to `reference`.
    fileprivate func replacingRoot(_ reference: JSONValue) -> JSONValue {
        switch self {
        case ["$ref": "#"]: reference
        case .object(let members):
            .object(members.map { JSONMember($0.name, $0.value.replacingRoot(reference)) })
        case .array(let elements): .array(elements.map { $0.replacingRoot(reference) })
        default: self
        }
    }
}
