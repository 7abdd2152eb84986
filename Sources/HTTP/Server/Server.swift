import CLinux
import Glibc
import Octets
import Synchronization

/// A running HTTP/1.1 server: event loops, each with a thread, listening on the same addresses.
package final class Server: Sendable {
    /// The addresses that the server listens on, ports as the kernel gave them.
    package let addresses: [ListenAddress]
    private let context: ServerContext
    private let loops: [EventLoop]

    private init(
        _ addresses: [ListenAddress], _ context: ServerContext, _ loops: [EventLoop]
    ) {
        self.addresses = addresses
        self.context = context
        self.loops = loops
    }

    /// Starts to serve.
    /// - Parameters:
    ///   - listeners: where to listen. Each address must be free.
    ///   - loops: how many event loops to run; one for each core is right.
    ///   - limits: every bound of the engine.
    ///   - answer: answers a request whose head is complete. It runs on the connection's loop: what blocks
    ///     must go elsewhere.
    ///   - refuse: makes the answer to what is no request, in words of the server's face.
    ///   - log: told of every request when its answer is complete; runs on the loop, so it must be quick.
    ///   - meter: counts what the loops do; nil where nobody asks.
    /// - Throws: `ListenError` for an address that cannot be listened on, `SystemError` for the rest.
    package static func start(
        listeners: [ListenAddress], loops count: Int, limits: Limits,
        answer: @escaping @Sendable (consuming Request) -> ResponsePromise,
        refuse: @escaping @Sendable (Refusal) -> Response,
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil
    ) throws -> Server {
        var limits = limits
        limits.connections = min(limits.connections, descriptorLimit(limits))
        let context = ServerContext(
            limits: limits, answer: answer, refuse: refuse, log: log,
            isMetered: meter != nil)
        var loops: [EventLoop] = []
        for _ in 0..<max(count, 1) { loops.append(try EventLoop(context)) }
        var addresses: [ListenAddress] = []
        for address in listeners {
            let lists = try Listener.open(address, loops: loops.count)
            for (loop, list) in zip(loops, lists) {
                for listener in list { try loop.add(listener) }
            }
            for listener in lists[0] {
                let bound = ListenAddress(host: listener.bound.host, port: listener.bound.port)
                addresses.append(bound)
            }
        }
        try runLoops(loops)
        meter?.watch(loops)
        return Server(addresses, context, loops)
    }

    /// Starts to serve with answers that may all have to be waited for: each request is a task.
    package static func start(
        listeners: [ListenAddress], loops: Int, limits: Limits,
        respond: @escaping @Sendable (Request) async -> Response,
        refuse: @escaping @Sendable (Refusal) -> Response,
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil
    ) throws -> Server {
        try start(
            listeners: listeners, loops: loops, limits: limits,
            answer: { request in
                let request = request
                return .pending { await respond(request) }
            }, refuse: refuse, log: log, meter: meter)
    }

    /// How many connections there are.
    package var connectionCount: Int { context.connectionCount }

    /// Stops: nobody new is let in, idle connections end, requests under way are finished and their
    /// connections closed behind the answer. What is left after `grace` milliseconds is cut.
    /// - Parameter closed: called once, on a loop, when that is so of every loop: nobody new is let in, and
    ///   every answer from then on ends its connection.
    package func shutdown(
        grace milliseconds: UInt64, closed: @escaping @Sendable () -> Void = {}
    ) async {
        let open = OpenLoops(loops.count)
        await withTaskGroup(of: Void.self) { group in
            for loop in loops {
                group.addTask {
                    await Waiter<Void>.wait { waiter in
                        loop.submit {
                            loop.drain(
                                grace: milliseconds, closed: { if open.close() { closed() } },
                                done: { waiter.resume(()) })
                        }
                    }
                }
            }
            await group.waitForAll()
        }
        context.pool.stop()
    }

    /// Gives every loop its thread, which ends when the loop was drained and its last task is over.
    private static func runLoops(_ loops: [EventLoop]) throws(SystemError) {
        for (index, loop) in loops.enumerated() {
            do throws(SystemError) {
                try SystemThread.detach(name: "event-loop") { loop.run() }
            } catch {
                for started in loops[0..<index] {
                    started.submit { started.drain(grace: 0, closed: {}, done: {}) }
                }
                throw error
            }
        }
    }

    /// How many loops still let somebody in.
    private final class OpenLoops: Sendable {
        private let count: Atomic<Int>

        init(_ count: Int) { self.count = Atomic(count) }

        /// Counts one as closed. Whether it was the last.
        func close() -> Bool {
            count.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
        }
    }

    /// The descriptors that this process may have, less those kept for files.
    private static func descriptorLimit(_ limits: Limits) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return limits.connections
        }
        return max(Int(clamping: limit.rlim_cur) - limits.reservedDescriptors, 16)
    }
}
