import CLinux
import Glibc
import Octets

/// A listening socket. Each loop has one of its own for every address (`SO_REUSEPORT`), and the kernel
/// spreads the connections. A socket that was inherited is one for all loops: the kernel wakes one of them.
final class Listener: Sendable {
    private let descriptor: Descriptor
    /// The site whose connections come here.
    let site: SiteContext
    /// How many may wait to be accepted. The kernel may make it less.
    let backlog: Int
    /// Whether it goes on listening when the server ends, and other loops accept from it too.
    let isInherited: Bool
    /// The socket's number.
    var socket: CInt { descriptor.raw }
    /// The address that it is bound to, the port as the kernel gave it.
    let bound: Peer

    private init(
        _ descriptor: consuming Descriptor, _ bound: Peer, _ site: SiteContext, backlog: Int,
        isInherited: Bool
    ) {
        self.descriptor = descriptor
        self.bound = bound
        self.site = site
        self.backlog = backlog
        self.isInherited = isInherited
    }

    /// What the sockets of an address have in common.
    private struct Plan {
        let site: SiteContext
        let backlog: Int
        let loops: Int
    }

    /// Accepts from a socket that listens already: the result has one for each loop.
    static func adopt(
        _ socket: InheritedSocket, for site: SiteContext, loops: Int
    ) throws(SystemError) -> [Listener] {
        var listeners: [Listener] = []
        for _ in 0..<loops {
            listeners.append(
                Listener(
                    try socket.duplicate(), socket.bound, site, backlog: Site.usualBacklog,
                    isInherited: true))
        }
        return listeners
    }

    /// Listens on an address, once for each loop: the result has one list a loop.
    static func open(
        _ address: ListenAddress, for site: SiteContext, backlog: Int, loops: Int
    ) throws(ListenError) -> [[Listener]] {
        // What listen(2) takes; 0 would be as good as 1.
        let backlog = min(max(backlog, 1), 1 << 20)
        let plan = Plan(site: site, backlog: backlog, loops: loops)
        do throws(SystemError) {
            var lists = [[Listener]](repeating: [], count: loops)
            var port = address.port
            var failure: SystemError?
            for host in hosts(address) {
                do throws(SystemError) {
                    let sockets = try open(host, port: port, plan)
                    for (index, listener) in sockets.enumerated() { lists[index].append(listener) }
                    // Both loopbacks of `localhost` get the one port that the kernel chose.
                    port = sockets[0].bound.port
                } catch  where isMissing(error) {
                    failure = error
                }
            }
            if lists[0].isEmpty { throw failure ?? SystemError("bind", code: EADDRNOTAVAIL) }
            return lists
        } catch {
            throw ListenError(address: address, cause: error)
        }
    }

    /// The numeric addresses that an address stands for. A machine without IPv6 may lack some.
    private static func hosts(_ address: ListenAddress) -> [String] {
        if address.isUnspecified { return ["::"] }
        return address.host == "localhost" ? ["127.0.0.1", "::1"] : [address.host]
    }

    private static func isMissing(_ error: SystemError) -> Bool {
        error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT
    }

    private static func open(
        _ host: String, port: UInt16, _ plan: Plan
    ) throws(SystemError) -> [Listener] {
        if host == "::" {
            do throws(SystemError) {
                return try open(resolved: SocketAddress(host, port: port), plan)
            } catch  where isMissing(error) {
                return try open(resolved: SocketAddress("0.0.0.0", port: port), plan)
            }
        }
        return try open(resolved: SocketAddress(host, port: port), plan)
    }

    private static func open(
        resolved address: SocketAddress, _ plan: Plan
    ) throws(SystemError) -> [Listener] {
        if address.port != 0 {
            // SO_REUSEPORT would let a second server share the port unnoticed; this probe does not.
            let probe = try socket(address, shared: false)
            guard listen(probe.raw, 1) == 0 else {
                throw SystemError("listen", code: halserver_errno())
            }
        }
        var listeners: [Listener] = []
        var address = address
        for _ in 0..<plan.loops {
            let descriptor = try socket(address, shared: true)
            guard listen(descriptor.raw, CInt(clamping: plan.backlog)) == 0 else {
                throw SystemError("listen", code: halserver_errno())
            }
            let bound = try SocketAddress.bound(descriptor.raw)
            address.port = bound.port
            listeners.append(
                Listener(
                    descriptor, bound, plan.site, backlog: plan.backlog, isInherited: false))
        }
        return listeners
    }

    private static func socket(
        _ address: SocketAddress, shared: Bool
    ) throws(SystemError) -> Descriptor {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = Glibc.socket(address.family, kind, 0)
        guard raw >= 0 else { throw SystemError("socket", code: halserver_errno()) }
        let descriptor = Descriptor(adopting: raw)
        set(raw, SOL_SOCKET, SO_REUSEADDR, 1)
        if shared { set(raw, SOL_SOCKET, SO_REUSEPORT, 1) }
        // Accepted sockets inherit it: no answer waits for an acknowledgement of the one before.
        set(raw, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        if address.family == AF_INET6 {
            set(raw, CInt(IPPROTO_IPV6), IPV6_V6ONLY, address.isUnspecified ? 0 : 1)
        }
        try address.bind(raw)
        return descriptor
    }

    private static func set(_ socket: CInt, _ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        unsafe setsockopt(
            socket, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}
