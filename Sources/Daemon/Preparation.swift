import CLinux
import Glibc
import HALServer
import HTTP
import Octets

/// What every command that serves does before it serves.
enum Preparation {
    /// Sets the process up, and listens to signals from here on.
    static func begin() throws(StartError) -> Signals {
        guard Launch.variable("SWIFT_DETERMINISTIC_HASHING") == nil else {
            throw StartError(
                .configuration,
                "SWIFT_DETERMINISTIC_HASHING is set: anybody could flood the hash tables.")
        }
        halserver_return_large_blocks()
        raiseDescriptorLimit()
        // Before any thread starts: threads inherit the mask.
        do throws(SystemError) { return try Signals() } catch {
            throw StartError(.system, "\(error).")
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

    /// What a command uses that stands for an original, beyond the flags of that: everything else is set by the
    /// environment, and by the file that `HALSERVER_CONFIG` names.
    static func surroundings() throws(StartError) -> Configuration {
        var file: ConfigurationFile?
        if let path = Launch.variable("HALSERVER_CONFIG") {
            file = try ConfigurationFile(path: path)
        }
        return try Settings([], environment: Launch.variable, file: file).configuration
    }

    /// Begins to write a log.
    static func journal(
        _ shape: Journal.Shape, to target: Journal.Target, least: LogLevel = .info
    ) throws(StartError) -> Journal {
        do throws(SystemError) { return try Journal(shape, to: target, least: least) } catch {
            throw StartError(.system, "\(error).")
        }
    }

    /// Loads the documentation.
    static func resources(_ configuration: Configuration) throws(StartError) -> Resources {
        let directory = try Installation.resources(
            asked: configuration.resources, executable: Installation.executable)
        do throws(SystemError) {
            return try Resources.load(directory: directory)
        } catch {
            throw StartError(.noInput, "\(error).")
        }
    }

    /// Begins to serve.
    static func server(
        _ sites: [Site], _ configuration: Configuration, _ journal: Journal, meter: Meter? = nil
    ) throws(StartError) -> Server {
        let cores = max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1)
        do {
            return try Server.start(
                sites: sites, loops: configuration.loops > 0 ? configuration.loops : cores,
                limits: configuration.limits, log: journal.requests, meter: meter)
        } catch let error as ListenError {
            let code: ExitCode = error.cause.code == EADDRINUSE ? .unavailable : .system
            throw StartError(code, "\(error).")
        } catch {
            throw StartError(.system, "\(error)")
        }
    }

    /// Begins the work in the background.
    static func start(_ upkeep: Upkeep) throws(StartError) {
        do throws(SystemError) { try upkeep.start() } catch {
            throw StartError(.system, "\(error).")
        }
    }
}
