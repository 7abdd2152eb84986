import CLinux
import Glibc

/// A thread of the system's own, for what blocks or loops. It runs its closure in no actor's context.
@safe public final class SystemThread: @unchecked Sendable {
    // Written once, in the initializer; joining is the owner's, once.
    private let handle: pthread_t

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread that somebody joins.
    /// - Parameters:
    ///   - name: what tools show; the kernel keeps 15 bytes of it.
    ///   - body: runs on the thread.
    /// - Throws: what `pthread_create` says.
    public init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        handle = try Self.create(name, body)
    }

    /// Starts a thread that nobody waits for.
    public static func detach(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        pthread_detach(try create(name, body))
    }

    /// Waits until the thread has ended. At most once.
    public func join() { pthread_join(handle, nil) }

    private static func create(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> pthread_t {
        let start = unsafe Unmanaged.passRetained(Start(name, body)).toOpaque()
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                unsafe halserver_name_thread(start.name)
                start.body()
                return nil
            }, start)
        guard code == 0 else {
            unsafe Unmanaged<Start>.fromOpaque(start).release()
            throw SystemError("pthread_create", code: code)
        }
        return handle
    }
}
