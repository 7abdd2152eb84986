import Glibc
import HALServer
import HTTP
import Octets
import Store
import Synchronization

/// A running server with its store and its log.
final class Service: Sendable {
    private let server: Server
    private let store: any StreamStore
    private let log: AccessLog?
    private let graceMilliseconds: UInt64
    private let state: State

    /// Whether the service is about to end: what the readiness probe must know.
    private final class State: Sendable {
        let isStopping = Atomic(false)
    }

    private init(
        _ server: Server, _ store: any StreamStore, _ log: AccessLog?, _ state: State, grace: UInt64
    ) {
        self.server = server
        self.store = store
        self.log = log
        self.state = state
        graceMilliseconds = grace
    }

    /// Opens the store, reads the resources, listens, and says so. Throws what kept it from that.
    static func start(_ configuration: Configuration) throws -> Service {
        guard let directory = ResourceDirectory.find(configuration.resources) else {
            throw ConfigurationError.setting("the documentation was not found: use --resources")
        }
        let resources = try Resources.load(directory: directory)
        let store = try openStore(configuration)
        var options = configuration.server
        options.version = Version.current
        let application = HALServer(store: store, resources: resources, options: options)
        let state = State()
        let health = HealthAPI {
            guard !state.isStopping.load(ordering: .relaxed) else { return false }
            return await application.isReady()
        }
        let router = try application.router(with: [health.mount])
        let log: AccessLog? =
            switch configuration.logFormat {
            case .text: try AccessLog(.text)
            case .json: try AccessLog(.json)
            case .off: nil
            }
        let record: (@Sendable (RequestRecord) -> Void)? = log.map { log in
            { record in log.log(record) }
        }
        let server = try Server.start(
            listeners: configuration.addresses, loops: configuration.loops ?? processors,
            limits: configuration.limits, respond: { await router.respond(to: $0) },
            refuse: { application.refuse($0) }, log: record)
        announce(server, store, configuration)
        return Service(server, store, log, state, grace: configuration.graceMilliseconds)
    }

    /// Finishes what runs, makes everything durable, writes the last lines.
    func stop() async {
        state.isStopping.store(true, ordering: .relaxed)
        await server.shutdown(grace: graceMilliseconds)
        await store.close()
        log?.close()
    }

    private static func openStore(_ configuration: Configuration) throws -> any StreamStore {
        switch configuration.store {
        case .memory: return MemoryStore(tracksDeletions: configuration.log.tracksDeletions)
        case .log:
            let store = try LogStore.open(
                directory: configuration.data, options: configuration.log)
            for fault in store.faults { Console.report("damage: \(fault)") }
            return store
        }
    }

    private static func announce(
        _ server: Server, _ store: any StreamStore, _ configuration: Configuration
    ) {
        let place = configuration.store == .log ? "log in \(configuration.data)" : "memory"
        let addresses = server.addresses.map { "http://\($0)/" }.joined(separator: " ")
        Console.report("\(Version.current) serves \(addresses) from \(place)")
    }

    private static var processors: Int { max(Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))), 1) }
}
