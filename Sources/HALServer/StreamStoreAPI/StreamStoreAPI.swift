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
    private let cors: CORS

    init(
        store: any StreamStore, resources: Resources, cors: CORS, options: HALServer.Options
    ) {
        self.cors = cors
        let settings = StreamStoreOptions(
            useCanonicalURLs: options.useCanonicalURLs, payloads: options.payloads,
            limits: options.limits)
        func shown(_ pattern: String) -> [Representation] { Self.representations(of: pattern) }
        index = IndexResource(
            provider: store.provider, version: options.version, representations: shown("/"))
        allStream = AllStreamResource(
            store: store, options: settings, representations: shown(Self.allStreamPattern))
        allStreamMessage = AllStreamMessageResource(
            store: store, options: settings, representations: shown(Self.positionPattern))
        stream = StreamResource(
            store: store, options: settings, forms: Self.forms(of: Self.streamPattern),
            representations: shown(Self.streamPattern))
        message = MessageResource(
            store: store, options: settings, forms: Self.forms(of: Self.messagePattern),
            representations: shown(Self.messagePattern))
        payload = PayloadResource(store: store)
        metadata = MetadataResource(
            store: store, options: settings, forms: Self.forms(of: Self.metadataPattern),
            representations: shown(Self.metadataPattern))
        feedBrowser = FeedBrowserResource(
            store: store, representations: shown(Self.feedBrowserPattern))
        docs = DocsResource(resources: resources, forms: Self.forms)
        docsIndex = DocsIndexResource(
            resources: resources, representations: shown(Self.docsPattern))
    }

    /// The table as routes, below the root.
    var mount: Mount {
        let dialect = StreamStoreDialect(cors: cors) { Self.help(for: $0) }
        return Mount(
            prefix: "/", routes: Self.table.map { $0.route(in: self) }, dialect: dialect.dialect)
    }
}
