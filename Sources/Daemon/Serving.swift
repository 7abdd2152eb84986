import Glibc
import HALServer
import HTTP
import Octets
import Store

/// The command `serve`: puts the parts together, and stays until a signal ends it.
struct Serving: Sendable {
    private let journal: Journal
    /// What is served, in the order of the server's sites.
    private let titles: [String]
    private let running: RunningServer

    /// Serves until SIGTERM or SIGINT. Throws where it cannot begin.
    static func run(_ configuration: Configuration) throws(StartError) -> ExitCode {
        umask(0o077)
        let signals = try Preparation.begin()
        let activation = try Activation()
        let journal = try Preparation.journal(
            .plain(configuration.logFormat), to: .descriptor(STDOUT_FILENO))
        let serving = try Serving(configuration, journal, activation)
        serving.announce()
        serving.running.stay(signals)
    }

    private init(
        _ configuration: Configuration, _ journal: Journal, _ activation: Activation
    ) throws(StartError) {
        self.journal = journal
        let drain = Drain()
        let resources = try Preparation.resources(configuration)
        let store = try StoreOpening.open(configuration)
        let stores = try ByteStores(configuration)
        let meter = Meter()
        let router = try Self.router(configuration, store, stores, resources, drain, meter)
        let sites = try Self.sites(configuration, activation, router, stores, resources)
        titles = sites.map(\.title)
        let server = try Preparation.server(
            sites.map(\.site), configuration, journal, meter: meter)
        let upkeep = Upkeep(
            Upkeep.chores(stores, timeToLive: configuration.timeToLive),
            every: configuration.upkeepCycle.milliseconds, journal: journal)
        try Preparation.start(upkeep)
        running = RunningServer(
            server: server, journal: journal, drain: drain,
            graceMilliseconds: configuration.graceMilliseconds,
            close: {
                upkeep.stop()
                await store.close()
                stores.close()
            })
    }

    /// What answers on the common addresses.
    private static func router(
        _ configuration: Configuration, _ store: any StreamStore, _ stores: ByteStores,
        _ resources: Resources, _ drain: Drain, _ meter: Meter
    ) throws(StartError) -> Router {
        let hal = HALServer(
            store: store, resources: resources, options: options(configuration),
            streams: stores.streamFace(configuration.streamOptions),
            files: stores.fileFace(configuration.fileOptions),
            beside: HealthAPI.paths + MetricsAPI.paths)
        let health = HealthAPI {
            guard !drain.isUnderWay, await hal.isReady() else { return false }
            return await stores.writeObstacle() == nil
        }
        let metrics = MetricsAPI(
            meter: meter, store: store, version: Version.current,
            pageCache: { hal.pageCacheFigures })
        do { return try hal.router(with: [health.mount, metrics.mount]) } catch {
            throw StartError(.system, "\(error)")
        }
    }

    /// Everything that is served: on the common addresses all faces, and beside them single ones. A site that was
    /// handed sockets listens there instead of at its addresses.
    private static func sites(
        _ configuration: Configuration, _ activation: Activation, _ router: Router,
        _ stores: ByteStores, _ resources: Resources
    ) throws(StartError) -> [(title: String, site: Site)] {
        func place(_ face: Activation.Face, _ addresses: [ListenAddress]) -> Place? {
            let sockets = activation.sockets(of: face)
            if sockets.isEmpty, addresses.isEmpty { return nil }
            return Place(listeners: sockets.isEmpty ? addresses : [], sockets: sockets)
        }
        var sites: [(title: String, site: Site)] = []
        if let place = place(.shared, configuration.listen) {
            sites.append((title(configuration), place.site(router, isForFiles: true)))
        }
        if let place = place(.streams, configuration.streamListen),
            let face = stores.streamFace(configuration.streamOptions)
        {
            let alone = try Faces.router(face, resources, configuration)
            sites.append(("the stream store alone", place.site(alone, isForFiles: false)))
        }
        if let place = place(.files, configuration.fileListen),
            let face = stores.fileFace(configuration.fileOptions)
        {
            let alone = try Faces.router(face, resources, configuration)
            sites.append(("the file store alone", place.site(alone, isForFiles: true)))
        }
        return sites
    }

    /// Where a site is reached.
    private struct Place {
        let listeners: [ListenAddress]
        let sockets: [InheritedSocket]

        func site(_ router: Router, isForFiles: Bool) -> Site {
            Site(
                listeners: listeners, sockets: sockets, takesBareUploads: isForFiles,
                router: router)
        }
    }

    private static func title(_ configuration: Configuration) -> String {
        configuration.store == .log
            ? "the log in \(configuration.data)" : "memory (forgotten at the end)"
    }

    private static func options(_ configuration: Configuration) -> HALServer.Options {
        var options = HALServer.Options()
        options.useCanonicalURLs = configuration.useCanonicalURLs
        options.payloads = configuration.payloads == .object ? .object : .string
        options.corsOrigins = configuration.corsOrigins
        options.hosts = configuration.ownHosts
        options.tracesMetadata = configuration.traceMetadata
        options.limits.bodyBytes = configuration.bodyBytes
        options.limits.batchMessages = configuration.batchMessages
        options.limits.pageCacheBytes = configuration.pageCacheBytes
        options.limits.pageMessages = configuration.pageMessages
        options.limits.pageBytes = configuration.pageBytes
        options.limits.scanMessages = configuration.filterMessages
        options.limits.scanBytes = configuration.filterBytes
        options.version = Version.current
        return options
    }

    private func announce() {
        for (title, addresses) in zip(titles, running.server.siteAddresses) {
            let urls = addresses.map { "http://\($0)/" }.joined(separator: " ")
            journal.note("halserver \(Version.current) serves \(urls) from \(title)")
        }
    }
}
