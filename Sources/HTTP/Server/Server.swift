import CLinux
import Glibc
import Octets
import Synchronization

/// A running HTTP/1.1 server: event loops, each with a thread, listening on the same addresses for the same sites.
package final class Server: Sendable {
    /// The addresses that each site listens on, ports as the kernel gave them.
    package let siteAddresses: [[ListenAddress]]
    private let context: ServerContext
    private let loops: [EventLoop]

    private init(
        _ addresses: [[ListenAddress]], _ context: ServerContext, _ loops: [EventLoop]
    ) {
        siteAddresses = addresses
        self.context = context
        self.loops = loops
    }

    /// The addresses that the server listens on, those of all its sites.
    package var addresses: [ListenAddress] { siteAddresses.flatMap { $0 } }

    /// Starts to serve.
    /// - Parameters:
    ///   - sites: what to serve, and where.
    ///   - loops: how many event loops to run; one for each core is right.
    ///   - limits: every bound of the engine, for all sites together.
    ///   - log: told of every request when its answer is complete; runs on the loop, so it must be quick.
    ///   - meter: counts what the loops do; nil where nobody asks.
    /// - Throws: `ListenError` for an address that cannot be listened on, `SystemError` for the rest.
    package static func start(
        sites: [Site], loops count: Int, limits: Limits,
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil
    ) throws -> Server {
        var limits = limits
        limits.connections = min(limits.connections, descriptorLimit(limits))
        let context = ServerContext(limits: limits, log: log, isMetered: meter != nil)
        var loops: [EventLoop] = []
        for _ in 0..<max(count, 1) { loops.append(try EventLoop(context)) }
        var addresses: [[ListenAddress]] = []
        for site in sites { addresses.append(try listen(site, limits, loops)) }
        try runLoops(loops)
        meter?.watch(loops)
        return Server(addresses, context, loops)
    }

    /// Has the loops listen where a site is reached; the addresses, ports as the kernel gave them.
    private static func listen(
        _ site: Site, _ limits: Limits, _ loops: [EventLoop]
    ) throws -> [ListenAddress] {
        let context = SiteContext(site, limits)
        var bound: [Peer] = []
        for socket in site.sockets {
            let listeners = try Listener.adopt(socket, for: context, loops: loops.count)
            for (loop, listener) in zip(loops, listeners) { try loop.add(listener) }
            bound.append(socket.bound)
        }
        for address in site.listeners {
            let lists = try Listener.open(
                address, for: context, backlog: site.backlog, loops: loops.count)
            for (loop, list) in zip(loops, lists) {
                for listener in list { try loop.add(listener) }
            }
            bound += lists[0].map(\.bound)
        }
        return bound.map { ListenAddress(host: $0.host, port: $0.port) }
    }

    /// Starts to serve one thing, as ``start(sites:loops:limits:log:meter:)`` does several.
    package static func start(
        listeners: [ListenAddress], loops: Int, limits: Limits,
        answer: @escaping @Sendable (consuming Request) -> ResponsePromise,
        refuse: @escaping @Sendable (Refusal) -> Response,
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil
    ) throws -> Server {
        let site = Site(
            listeners: listeners, takesBareUploads: limits.takesBareUploads, answer: answer,
            refuse: refuse)
        return try start(sites: [site], loops: loops, limits: limits, log: log, meter: meter)
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

    /// Calls `done`, on a loop, when every loop has had a turn: never, if one is stuck.
    package func pulse(_ done: @escaping @Sendable () -> Void) {
        let left = OpenLoops(loops.count)
        for loop in loops { loop.submit { if left.close() { done() } } }
    }

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

    /// How many loops have not come to something yet: to let nobody in any more, or to their next turn.
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
