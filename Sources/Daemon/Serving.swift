import CLinux
import Glibc
import HALServer
import HTTP
import Octets
import Store

/// The command `serve`: puts the parts together, and stays until a signal ends it.
struct Serving: Sendable {
    private let configuration: Configuration
    private let journal: Journal
    private let store: any StreamStore
    private let server: Server
    private let drain: Drain
    private let supervisor = ServiceNotification(socketPath: Launch.variable("NOTIFY_SOCKET"))

    /// Serves until SIGTERM or SIGINT. Throws where it cannot begin.
    static func run(_ configuration: Configuration) throws(StartError) -> ExitCode {
        guard Launch.variable("SWIFT_DETERMINISTIC_HASHING") == nil else {
            throw StartError(
                .configuration,
                "SWIFT_DETERMINISTIC_HASHING is set: anybody could flood the hash tables.")
        }
        umask(0o077)
        halserver_return_large_blocks()
        raiseDescriptorLimit()
        // Before any thread starts: threads inherit the mask.
        let signals = try listen()
        let journal = try journal(configuration)
        let serving = try Serving(configuration, journal)
        serving.announce()
        while true {
            switch signals.next() {
            case .reload: journal.note("SIGHUP: there is nothing to read again.")
            case .end(let number): serving.end(number)
            }
        }
    }

    /// Takes all the descriptors that the system grants: the soft limit is a thousand on most machines, for
    /// the sake of programs that use select(2).
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(kind, &limit)
    }

    private static func listen() throws(StartError) -> Signals {
        do throws(SystemError) { return try Signals() } catch {
            throw StartError(.system, "\(error).")
        }
    }

    private static func journal(_ configuration: Configuration) throws(StartError) -> Journal {
        do throws(SystemError) {
            return try Journal(configuration.logFormat, to: STDOUT_FILENO)
        } catch {
            throw StartError(.system, "\(error).")
        }
    }

    private init(_ configuration: Configuration, _ journal: Journal) throws(StartError) {
        self.configuration = configuration
        self.journal = journal
        let drain = Drain()
        self.drain = drain
        let resources = try Self.resources(configuration)
        let store = try StoreOpening.open(configuration)
        self.store = store
        let hal = HALServer(
            store: store, resources: resources, options: Self.options(configuration),
            beside: HealthAPI.paths + MetricsAPI.paths)
        let health = HealthAPI {
            guard !drain.isUnderWay else { return false }
            return await hal.isReady()
        }
        let meter = Meter()
        let metrics = MetricsAPI(
            meter: meter, store: store, version: Version.current,
            pageCache: { hal.pageCacheFigures })
        do {
            let router = try hal.router(with: [health.mount, metrics.mount])
            server = try Server.start(
                listeners: configuration.listen, loops: Self.loops(configuration),
                limits: configuration.limits,
                answer: { (request: consuming Request) in router.answer(request) },
                refuse: { router.refuse($0) }, log: journal.requests, meter: meter)
        } catch let error as ListenError {
            let code: ExitCode = error.cause.code == EADDRINUSE ? .unavailable : .system
            throw StartError(code, "\(error).")
        } catch {
            throw StartError(.system, "\(error)")
        }
    }

    private static func resources(
        _ configuration: Configuration
    ) throws(StartError) -> Resources {
        let directory = try Installation.resources(
            asked: configuration.resources, executable: Installation.executable)
        do throws(SystemError) {
            return try Resources.load(directory: directory)
        } catch {
            throw StartError(.noInput, "\(error).")
        }
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

    private static func loops(_ configuration: Configuration) -> Int {
        configuration.loops > 0
            ? configuration.loops : max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1)
    }

    private func announce() {
        let addresses = server.addresses.map { "http://\($0)/" }.joined(separator: " ")
        let place =
            configuration.store == .log
            ? "the log in \(configuration.data)" : "memory (forgotten at the end)"
        journal.note("halserver \(Version.current) serves \(addresses) from \(place)")
        supervisor.send("READY=1")
    }

    /// How much longer than the grace the event loops may take, in milliseconds: one that is busy with a long
    /// answer does not look at the clock.
    private static let overtimeMilliseconds: UInt64 = 250

    /// Finishes what was accepted and ends the process; at once if asked again.
    private func end(_ signal: CInt) {
        guard drain.begin() else { _exit(128 + signal) }
        supervisor.send("STOPPING=1")
        let end = MonotonicInstant.now.advanced(milliseconds: configuration.graceMilliseconds)
            .advanced(milliseconds: Self.overtimeMilliseconds)
        Task {
            await server.shutdown(grace: configuration.graceMilliseconds) { [journal] in
                journal.note("Signal \(signal): no new connections, finishing what runs.")
            }
            guard await finish("Everything is finished and on disk.") else { return }
            exit(ExitCode.ok.rawValue)
        }
        try? SystemThread.detach(name: "grace") {
            let lock = Lock()
            lock.withLock { while MonotonicInstant.now < end { lock.wait(until: end) } }
            Task {
                guard await finish("Requests took longer than the grace and were cut off.") else {
                    return
                }
                // Not exit(3): the loops still use what it would take down.
                _exit(ExitCode.ok.rawValue)
            }
        }
    }

    /// Closes the store, after which all that it accepted is on disk, whether its senders were told or not.
    /// False if that is done already.
    private func finish(_ message: String) async -> Bool {
        guard drain.finish() else { return false }
        await store.close()
        journal.note(message)
        journal.end()
        return true
    }
}
