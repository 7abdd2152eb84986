import CLinux
import Glibc
import Octets

/// A thread of the system that runs one closure, in no actor's context: in a closure made inside `main`
/// nothing would be immediate.
enum Thread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that nobody waits for.
    static func detach(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let opaque = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle, nil,
            { opaque in
                guard let opaque = unsafe opaque else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(opaque).takeRetainedValue().run()
                return nil
            }, opaque)
        guard code == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(opaque).release()
            throw SystemError("pthread_create", code: code)
        }
        pthread_detach(handle)
    }
}
