import Glibc
import Octets

/// A thread that runs one closure and is never joined: it ends with the process.
enum BackgroundThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts the thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
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
