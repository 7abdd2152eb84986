import Glibc
import HALServer
import HTTP
import Octets
import Store
import Synchronization

/// Serves until a signal says otherwise. Runs in the main thread, which only waits.
func serve(_ configuration: Configuration, _ environment: Environment) -> ExitStatus {
    guard environment["SWIFT_DETERMINISTIC_HASHING"] == nil else {
        Console.report(
            "SWIFT_DETERMINISTIC_HASHING is set: anybody could make tables slow; unset it to serve")
        return .configuration
    }
    umask(0o077)
    SignalWait.prepare()
    do {
        let service = try Service.start(configuration)
        let supervisor = Supervisor(environment)
        supervisor.notify("READY=1")
        waitForEnd(service, supervisor)
        return .success
    } catch {
        Console.report("\(error)")
        return exitStatus(of: error)
    }
}

/// Waits for SIGTERM or SIGINT, then lets the service end; a second one ends the process at once.
private func waitForEnd(_ service: Service, _ supervisor: Supervisor) {
    while SignalWait.next() == SIGHUP {
        Console.report("SIGHUP: there is nothing to read again")
    }
    supervisor.notify("STOPPING=1")
    Console.report("stopping: requests under way are finished")
    let ended = Flag()
    Task.detached {
        await service.stop()
        ended.raise()
    }
    Task.detached {
        while SignalWait.next() == SIGHUP {}
        Console.report("stopped at once")
        _exit(0)
    }
    ended.wait()
}

private func exitStatus(of error: any Error) -> ExitStatus {
    switch error {
    case let error as ListenError where error.cause.code == EADDRINUSE: .unavailable
    case LogOpenError.locked: .unavailable
    case LogOpenError.damaged, LogOpenError.newerFormat: .damaged
    case LogOpenError.worldWritable: .configuration
    case is ConfigurationError: .configuration
    default: .systemError
    }
}

/// Something that happens once, and that a thread can wait for.
private final class Flag: @unchecked Sendable {
    private let lock = Lock()
    /// Guarded by `lock`.
    private var isRaised = false

    func raise() {
        lock.withLock {
            isRaised = true
            lock.broadcast()
        }
    }

    func wait() {
        lock.withLock { while !isRaised { lock.wait() } }
    }
}
