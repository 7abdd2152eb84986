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

    /// How pages of messages are shown besides.
    private static let renderings: [Representation] = [
        .html, .ndjson, .cloudEvents, .atom,
    ]

    /// Everything there is at this face (`hal-api.md` §2). A new relation is a line here, a schema,
    /// and a file in `Resources/docs`.
    static let table: [HALResource<StreamStoreAPI>] = [
        HALResource(
            "/", .index, [.read([.hal, .html], immediate: { $0.index.read }).described(.index)]),
        HALResource(
            allStreamPattern, .feed,
            [
                .read([.hal] + renderings, attempting: { $0.allStream.attempt }) {
                    $0.allStream.read
                }
                .described(.allStream)
            ]),
        HALResource(
            positionPattern, .message,
            [
                .read([.hal, .html, .cloudEvent]) { $0.allStreamMessage.read }.described(
                    .allStreamMessage)
            ]),
        HALResource(
            feedBrowserPattern, .feedBrowser,
            [.read([.hal, .html, .ndjson]) { $0.feedBrowser.read }.described(.feedBrowser)]),
        HALResource(
            streamPattern, .feed,
            [
                .read([.hal, .halForms] + renderings, attempting: { $0.stream.attempt }) {
                    $0.stream.read
                }.described(.stream),
                .change(
                    .post, as: [.hal, .halForms], AppendSchema.form,
                    working: { $0.stream.appendWork }
                ) { $0.stream.append }.described(.append),
                .form(.post, AppendRawSchema.form),
                .change(.delete, DeleteStreamSchema.form) { $0.stream.delete }
                    .described(.deleteStream),
            ]),
        HALResource(
            messagePattern, .message,
            [
                .read([.hal, .halForms, .html, .cloudEvent]) { $0.message.read }.described(
                    .message),
                .change(.delete, DeleteMessageSchema.form) { $0.message.delete }
                    .described(.deleteMessage),
            ]),
        HALResource(
            "/streams/{streamID}/{message}/payload", .payload,
            [.read([]) { $0.payload.read }.described(.payload)]),
        HALResource(
            metadataPattern, .metadata,
            [
                .read([.hal, .halForms, .html]) { $0.metadata.read }.described(.metadata),
                .change(.post, as: [.hal, .halForms], MetadataSchema.form) { $0.metadata.write }
                    .described(.setMetadata),
            ]),
        HALResource(
            docsPattern, .serviceDoc,
            [
                .read([.hal, .html, .markdown], immediate: { $0.docsIndex.read }).described(
                    .docsIndex)
            ]),
        HALResource(
            "/docs/{relation}", nil, [.read([], immediate: { $0.docs.read }).described(.docs)]),
        HALResource(
            "/docs/{curie}/{relation}", nil,
            [.read([], immediate: { $0.docs.read }).described(.facesDocs)]),
        HALResource(
            openAPIPattern, .serviceDesc,
            [.read([.openAPI, .plainJSON], immediate: { $0.openAPI.read }).described(.openAPI)]),
        HALResource(
            APICatalog.pattern, .apiCatalog,
            [.read([.linkSet, .plainJSON], immediate: { $0.catalog.read }).described(.catalog)]),
        HALResource(
            "/explorer/{file}", nil,
            [.read([], immediate: { $0.explorer.read }).described(.explorer)]),
    ]

    /// The relations that have documentation: those of the table, and those that lead to no line of it of
    /// their own. In the order in which one would read of them.
    static let documented: [Relation] = {
        var relations: Set<Relation> = [.index, .find, .filter, .metrics]
        for resource in table {
            let all = [resource.relation] + resource.controls.map { $0.form?.relation }
            relations.formUnion(all.compactMap { $0 }.filter { $0.curie != nil })
        }
        return Relation.streamStore.filter(relations.contains)
            + relations.subtracting(Relation.streamStore)
    }()

    /// Every form, with its schema.
    static let forms: [Form] = table.flatMap(\.controls).compactMap(\.form)

    /// The media types in which a resource is shown.
    static func representations(of pattern: String) -> [Representation] {
        table.first { $0.pattern == pattern }?.representations ?? []
    }

    /// The documentation that helps with a request that went wrong, as a path below the root.
    static func help(for request: Request) -> Bytes {
        guard let resource = table.first(where: { $0.pattern == request.route }) else {
            return "docs"
        }
        let form = form(of: resource, triedBy: request)
        guard let relation = form?.relation ?? resource.relation, relation.curie != nil
        else { return "docs" }
        return Bytes("docs/").followed(by: relation.name)
    }
}
