import HTTP
import Octets
import Schemas

extension StreamStoreAPI {
    /// The patterns of the resources that are looked up in the table.
    static let allStreamPattern = "/stream"
    static let positionPattern = "/stream/{position}"
    static let feedBrowserPattern = "/streams"
    static let streamPattern = "/streams/{streamID}"
    static let messagePattern = "/streams/{streamID}/{message}"
    static let metadataPattern = "/streams/{streamID}/metadata"
    static let docsPattern = "/docs"

    /// Everything there is at this face (`hal-api.md` §2). A new relation is a line here, a schema,
    /// and a file in `Resources/docs`.
    static let table: [HALResource] = [
        HALResource("/", .index, [.read { $0.index.read }]),
        HALResource(allStreamPattern, .feed, [.read { $0.allStream.read }]),
        HALResource(positionPattern, .message, [.read { $0.allStreamMessage.read }]),
        HALResource(feedBrowserPattern, .feedBrowser, [.read { $0.feedBrowser.read }]),
        HALResource(
            streamPattern, .feed,
            [
                .read { $0.stream.read },
                .change(.post, as: [.hal], AppendSchema.form) { $0.stream.append },
                .form(.post, AppendRawSchema.form),
                .change(.delete, DeleteStreamSchema.form) { $0.stream.delete },
            ]),
        HALResource(
            messagePattern, .message,
            [
                .read { $0.message.read },
                .change(.delete, DeleteMessageSchema.form) { $0.message.delete },
            ]),
        HALResource(
            "/streams/{streamID}/{message}/payload", .payload,
            [.read([]) { $0.payload.read }]),
        HALResource(
            metadataPattern, .metadata,
            [
                .read { $0.metadata.read },
                .change(.post, as: [.hal], MetadataSchema.form) {
                    $0.metadata.write
                },
            ]),
        HALResource(docsPattern, nil, [.read([.hal, .html]) { $0.docsIndex.read }]),
        HALResource("/docs/{relation}", nil, [.read([]) { $0.docs.read }]),
    ]

    /// The relations that have documentation, in the order of the table.
    static let documented: [Relation] = {
        var relations: [Relation] = [.index, .find]
        for resource in table {
            let all = [resource.relation] + resource.controls.map { $0.form?.relation }
            for relation in all.compactMap({ $0 }) where !relations.contains(relation) {
                relations.append(relation)
            }
        }
        return relations
    }()

    /// Every form, with its schema.
    static let forms: [Form] = table.flatMap(\.controls).compactMap(\.form)

    /// The forms that a resource embeds.
    static func forms(of pattern: String) -> [Form] {
        table.first { $0.pattern == pattern }?.controls.compactMap(\.form) ?? []
    }

    /// The media types in which a resource is shown.
    static func representations(of pattern: String) -> [Representation] {
        table.first { $0.pattern == pattern }?.representations ?? []
    }

    /// The documentation that helps with a request that went wrong, as a path below the root.
    static func help(for request: Request) -> Bytes {
        guard let resource = table.first(where: { $0.pattern == request.route }) else {
            return "docs"
        }
        let control = resource.controls.first { $0.method == request.method }
        guard let relation = control?.form?.relation ?? resource.relation else { return "docs" }
        return Bytes("docs/").followed(by: relation.name)
    }
}
