import CLinux
import Glibc
import Octets

/// The command `filestore`: the file store alone, as its original is started and stopped.
enum FileCommand {
    /// What the command is; the program is called ``FileInvocation/program``.
    static let name = "filestore"

    /// Does what the arguments ask for; the process ends, or serves until a signal ends it.
    static func run(_ arguments: [String]) -> ExitCode {
        switch FileInvocation.read(arguments) {
        case .help:
            Launch.say(FileInvocation.help)
            return .ok
        case .version:
            Launch.say(FileInvocation.version)
            return .ok
        case .misused(let reason):
            Launch.tell(FileInvocation.usage)
            Launch.tell("\(FileInvocation.program): error: \(reason)\n")
            return .misused
        case .command(let invocation):
            return run(invocation)
        }
    }

    private static func run(_ invocation: FileInvocation) -> ExitCode {
        switch invocation.command {
        case nil, .start:
            // As a container's first process there is nobody to go on without.
            return getpid() == 1
                ? FileServing.run(invocation.options()) : start(invocation.options())
        case .run: return FileServing.run(invocation.options())
        case .stop: return stop()
        case .restart:
            let options = invocation.options(over: RememberedOptions.read())
            let code = stop()
            return code == .ok ? start(options) : code
        case .processNumber:
            if case .running(let number) = PIDFile.state {
                Launch.say("\(number)\n")
            } else {
                Launch.say("None\n")
            }
            return .ok
        }
    }

    /// Begins to serve in the background. It returns when that serves, or does not.
    private static func start(_ options: FileOptions) -> ExitCode {
        if case .running = PIDFile.state { return isRunning() }
        do throws(SystemError) {
            switch try Daemonizing.split() {
            case .parent(let code, let reason):
                if !reason.isEmpty { complain(reason) }
                return code
            case .daemon(let report): return FileServing.run(options, reporting: report)
            }
        } catch {
            complain("\(error)")
            return .failure
        }
    }

    private static func isRunning() -> ExitCode {
        Launch.tell(alreadyRunning)
        return .failure
    }

    /// What who starts a second one is told.
    static let alreadyRunning =
        "pidfile \(PIDFile.path) already exists. Is it already running?\n"

    /// Says why nothing was done.
    static func complain(_ reason: String) {
        Launch.tell(reason == alreadyRunning ? reason : "\(FileInvocation.program): \(reason)\n")
    }

    /// How often a process is asked to end, ten times a second: longer than any usual grace.
    private static let mostRounds = 3_000

    /// Asks the process that serves to end, again and again, until it is gone.
    private static func stop() -> ExitCode {
        let state = PIDFile.state
        guard case .running(let number) = state else {
            if state == .none {
                Launch.tell("pidfile \(PIDFile.path) does not exist. Not running?\n")
            }
            // One without a number in it, or with that of a process that is gone.
            PIDFile.remove()
            return .ok
        }
        var rounds = 0
        // Another process may begin here while this one waits.
        while PIDFile.state == .running(number) {
            rounds += 1
            guard rounds <= mostRounds else {
                complain("the process \(number) does not end")
                return .failure
            }
            guard kill(number, SIGTERM) == 0 || halserver_errno() == ESRCH else {
                complain("\(SystemError("kill \(number)", code: halserver_errno()))")
                return .failure
            }
            usleep(100_000)
            if rounds.isMultiple(of: 10) { kill(number, SIGHUP) }
        }
        PIDFile.release(number)
        return .ok
    }
}
