import CLinux
import Glibc
package import Octets

/// A socket that listens already when the process begins, because whoever started the process opened it
/// (sd_listen_fds(3)). It goes on listening when the server ends: who comes then waits for the next one.
package final class InheritedSocket: Sendable {
    /// What whoever opened it calls it; empty for nothing.
    package let name: String
    let descriptor: Descriptor
    /// The address that it is bound to.
    let bound: Peer

    /// Takes over a descriptor.
    /// - Throws: `SystemError` for what is no TCP socket that listens; the descriptor is closed then.
    package init(adopting raw: CInt, named name: String = "") throws(SystemError) {
        let descriptor = Descriptor(adopting: raw)
        self.name = name
        try Self.require(raw, SO_ACCEPTCONN, 1, "no socket that listens")
        let bound = try SocketAddress.bound(raw)
        self.bound = bound
        try Self.require(raw, SO_TYPE, CInt(SOCK_STREAM.rawValue), "no TCP socket")
        try Self.require(raw, SO_PROTOCOL, CInt(IPPROTO_TCP), "no TCP socket")
        let flags = fcntl(raw, F_GETFL)
        guard flags >= 0, fcntl(raw, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(raw, F_SETFD, FD_CLOEXEC) == 0
        else { throw SystemError("fcntl", code: halserver_errno()) }
        // Accepted sockets inherit it: no answer waits for an acknowledgement of the one before.
        var one: CInt = 1
        unsafe setsockopt(
            raw, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        self.descriptor = descriptor
    }

    /// Another descriptor of the same socket.
    func duplicate() throws(SystemError) -> Descriptor {
        let raw = fcntl(descriptor.raw, F_DUPFD_CLOEXEC, 0)
        guard raw >= 0 else { throw SystemError("fcntl", code: halserver_errno()) }
        return Descriptor(adopting: raw)
    }

    private static func require(
        _ raw: CInt, _ option: CInt, _ wanted: CInt, _ complaint: String
    ) throws(SystemError) {
        var value: CInt = -1
        var length = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe getsockopt(raw, SOL_SOCKET, option, &value, &length) == 0 else {
            throw SystemError("getsockopt", code: halserver_errno())
        }
        guard value == wanted else { throw SystemError(complaint, code: EINVAL) }
    }
}
