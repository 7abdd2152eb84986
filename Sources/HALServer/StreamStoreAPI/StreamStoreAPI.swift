import HTTP
import Octets
import Schemas
import Store

/// The HAL face of the event store (`hal-api.md`): its table, bound to a store.
struct StreamStoreAPI: Sendable {
    let index: IndexResource
    let allStream: AllStreamResource
    let allStreamMessage: AllStreamMessageResource
    let stream: StreamResource
    let message: MessageResource
    let payload: PayloadResource
    let metadata: MetadataResource
    let feedBrowser: FeedBrowserResource
    let docs: DocsResource
    let docsIndex: DocsIndexResource
    let openAPI: DescriptionResource
    let catalog: DescriptionResource
    /// The most messages of one append, which the form says.
    let maximumMessages: Int
    let explorer: ExplorerResource
    let pageCache: PageCache
    private let cors: CORS

    /// - Parameters:
    ///   - beside: What else answers on the same addresses, for the description.
    ///   - others: The forms of other faces, whose schemas lie beside their pages.
    init(
        store: any StreamStore, resources: Resources, cors: CORS, options: HALServer.Options,
        beside: [PathDescription] = [], others: [Form] = []
    ) {
        let limit = options.limits.batchMessages
        let paths = PathDescription.merged(
            Self.table.map { $0.description(resources) { $0.taking(limit) } } + beside)
        self.cors = cors
        let settings = StreamStoreOptions(
            useCanonicalURLs: options.useCanonicalURLs, payloads: options.payloads,
            tracesMetadata: options.tracesMetadata, limits: options.limits)
        maximumMessages = limit
        pageCache = PageCache(limit: options.limits.pageCacheBytes)
        func shownForms(_ pattern: String) -> [Form] { Self.forms(of: pattern, limit: limit) }
        func shown(_ pattern: String) -> [Representation] { Self.representations(of: pattern) }
        index = IndexResource(
            provider: store.provider, version: options.version, representations: shown("/"),
            paths: paths)
        allStream = AllStreamResource(
            store: store, options: settings, representations: shown(Self.allStreamPattern),
            cache: pageCache)
        allStreamMessage = AllStreamMessageResource(
            store: store, options: settings, representations: shown(Self.positionPattern))
        stream = StreamResource(
            store: store, options: settings, forms: shownForms(Self.streamPattern),
            representations: shown(Self.streamPattern), cache: pageCache)
        message = MessageResource(
            store: store, options: settings, forms: shownForms(Self.messagePattern),
            representations: shown(Self.messagePattern))
        payload = PayloadResource(
            store: store, messageRepresentations: shown(Self.messagePattern))
        metadata = MetadataResource(
            store: store, options: settings, forms: shownForms(Self.metadataPattern),
            representations: shown(Self.metadataPattern))
        feedBrowser = FeedBrowserResource(
            store: store, representations: shown(Self.feedBrowserPattern))
        docs = DocsResource(
            resources: resources, forms: Self.forms.map { $0.taking(limit) } + others)
        docsIndex = DocsIndexResource(
            resources: resources, representations: shown(Self.docsPattern))
        explorer = ExplorerResource(files: resources.explorer)
        openAPI = DescriptionResource(shown(Self.openAPIPattern), links: Self.openAPILinks) {
            OpenAPIDocument(paths, version: options.version).text
        }
        catalog = DescriptionResource(shown(APICatalog.pattern), links: Self.catalogLinks) {
            APICatalog.text(paths, title: "HALServer")
        }
    }

    /// The table as routes, below the root.
    var mount: Mount {
        let dialect = StreamStoreDialect(
            cors: cors, help: { Self.help(for: $0) }, form: { form(for: $0) })
        return Mount(
            prefix: "/", routes: Self.table.map { $0.route(in: self) },
            dialect: dialect.dialect.showingPages)
    }
}
