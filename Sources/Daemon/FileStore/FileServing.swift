import CLinux
import Glibc
import HALServer
import HTTP
import Octets

/// The file store in the working directory: `./store`, and its log beside it.
enum FileServing {
    private static let store = "./store"
    private static let log = "./log/daemon/debug.log"

    /// Serves in the foreground until a signal ends it, and logs to standard output.
    static func run(_ options: FileOptions) -> ExitCode {
        do throws(StartError) {
            let signals = try Preparation.begin()
            let activation = try Activation()
            let journal = try Preparation.journal(
                .leveled, to: .descriptor(STDOUT_FILENO), least: options.log)
            let running = try serve(options, journal, activation.sockets)
            running.stay(signals)
        } catch {
            PIDFile.release()
            FileCommand.complain(error.message)
            return .failure
        }
    }

    /// Serves in the background until a signal ends it, and tells whoever started it that it does.
    static func run(
        _ options: FileOptions, reporting report: consuming Daemonizing.Report
    ) -> ExitCode {
        var journal: Journal?
        do throws(StartError) {
            let file = try redirect()
            let signals = try Preparation.begin()
            let log = try Preparation.journal(.leveled, to: .file(file), least: options.log)
            journal = log
            let running = try serve(options, log, [])
            // Who started it finds in the log where it serves.
            log.flush()
            report.ready()
            running.stay(signals)
        } catch {
            journal?.note(error.message, .critical)
            journal?.end()
            PIDFile.release()
            report.failed(error.message)
            return .failure
        }
    }

    /// Puts what is printed and logged into files.
    private static func redirect() throws(StartError) -> RotatingFile {
        do throws(SystemError) {
            try Daemonizing.makeLogDirectories()
            try Daemonizing.redirect()
            return try RotatingFile(path: log)
        } catch {
            throw StartError(.failure, "\(error)")
        }
    }

    private static func serve(
        _ options: FileOptions, _ journal: Journal, _ sockets: [InheritedSocket]
    ) throws(StartError) -> RunningServer {
        var configuration = try Preparation.surroundings()
        configuration.verifiesFiles = options.verifies
        configuration.fileBytes = options.largest
        configuration.limits.readAheadBytes = max(options.buffer, 4096)
        try claim()
        let resources = try Preparation.resources(configuration)
        let stores = try ByteStores(
            .init(streams: nil, files: store), hash: options.hash.algorithm,
            largest: configuration.fileOptions.fileBytes)
        guard let face = stores.fileFace(configuration.fileOptions) else {
            throw StartError(.failure, "no store")
        }
        let router = try Faces.router(face, resources, configuration)
        let site = Site(
            listeners: sockets.isEmpty
                ? [ListenAddress(host: options.host, port: options.port)] : [],
            sockets: sockets, backlog: options.backlog, takesBareUploads: true, router: router)
        let server = try Preparation.server([site], configuration, journal)
        let upkeep = Upkeep(
            Upkeep.chores(stores, timeToLive: configuration.timeToLive),
            every: configuration.upkeepCycle.milliseconds, journal: journal)
        try Preparation.start(upkeep)
        journal.note("Options: \(options.words.joined(separator: " "))", .debug)
        let addresses = server.addresses.map { "http://\($0)/" }.joined(separator: " ")
        journal.note("Started: serves \(addresses) from \(store)")
        do throws(SystemError) { try RememberedOptions.write(options) } catch {
            journal.note("The next restart will not know these options: \(error).", .warning)
        }
        return RunningServer(
            server: server, journal: journal, drain: Drain(),
            graceMilliseconds: configuration.graceMilliseconds, manners: .daemon,
            close: {
                upkeep.stop()
                stores.close()
            }, leave: { PIDFile.release() })
    }

    private static func claim() throws(StartError) {
        let isOurs: Bool
        do throws(SystemError) { isOurs = try PIDFile.claim() } catch {
            throw StartError(.failure, "\(error)")
        }
        guard isOurs else { throw StartError(.failure, FileCommand.alreadyRunning) }
    }
}
