import Glibc
import HALServer
import HTTP
import Octets

/// The command `httpstream`: the stream store alone, as its original runs. In the foreground, on 0.0.0.0:8080, with
/// its streams in `./DATA`, and with no log of events. It asks nobody for credentials, as its document says.
enum StreamCommand {
    /// What the program is called then, and what the command is.
    static let name = "httpstream"

    /// Does what the arguments ask for; the process ends, or serves until SIGTERM or SIGINT.
    static func run(_ arguments: [String]) -> ExitCode {
        switch StreamInvocation.read(arguments) {
        case .help:
            Launch.tell(StreamInvocation.banner + StreamInvocation.usage)
            return .ok
        case .misused(let reason):
            Launch.tell(StreamInvocation.banner + reason + "\n" + StreamInvocation.usage)
            return .misused
        case .serve(let invocation):
            Launch.tell(StreamInvocation.banner + invocation.summary)
            if !invocation.rest.isEmpty {
                Launch.tell("Ignored: \(invocation.rest.joined(separator: " "))\n")
            }
            do throws(StartError) {
                try serve(invocation)
            } catch {
                Launch.tell("Fatal: \(error.message)\n")
                return .failure
            }
        }
    }

    private static func serve(_ invocation: StreamInvocation) throws(StartError) -> Never {
        var configuration = try Preparation.surroundings()
        configuration.timeToLive = invocation.timeToLive
        let signals = try Preparation.begin()
        let activation = try Activation()
        let journal = try Preparation.journal(
            .plain(configuration.logFormat), to: .descriptor(STDOUT_FILENO),
            least: invocation.isDebugging ? .debug : .info)
        let resources = try Preparation.resources(configuration)
        let stores: ByteStores
        do throws(StartError) {
            stores = try ByteStores(.init(streams: invocation.path, files: nil))
        } catch {
            throw StartError(.failure, "error creating \(error.message)")
        }
        var options = configuration.streamOptions
        options.path = invocation.path
        guard let face = stores.streamFace(options) else { throw StartError(.failure, "no store") }
        let router = try Faces.router(face, resources, configuration)
        let sockets = activation.sockets
        let server = try Preparation.server(
            [
                Site(
                    listeners: sockets.isEmpty ? [invocation.address] : [], sockets: sockets,
                    router: router)
            ], configuration, journal)
        for route in router.descriptions { journal.note("Route: \(route)", .debug) }
        let upkeep = Upkeep(
            Upkeep.chores(stores, timeToLive: invocation.timeToLive),
            every: invocation.cycle.milliseconds, journal: journal)
        try Preparation.start(upkeep)
        let addresses = server.addresses.map { "http://\($0)/" }.joined(separator: " ")
        journal.note("httpstream serves \(addresses) from \(invocation.path)")
        RunningServer(
            server: server, journal: journal, drain: Drain(),
            graceMilliseconds: configuration.graceMilliseconds,
            close: {
                upkeep.stop()
                stores.close()
            }
        ).stay(signals)
    }
}
