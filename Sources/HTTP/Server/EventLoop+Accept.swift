import CLinux
import Glibc
import Octets

extension EventLoop {
    /// Takes in what waits on a listener; at most a few dozen a turn, for the sake of the connections that
    /// are there already. A loop that drains takes all that wait, or they would be reset; but no more than the
    /// queue has room for and then some, or newcomers could keep it from ever ending.
    func accept(on listener: Listener) {
        guard acceptAgain == nil else { return }
        var rounds = 0
        while rounds < (isDraining ? 2 * listener.backlog : 64) {
            rounds += 1
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let socket = unsafe withUnsafeMutablePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe halserver_accept(listener.socket, $0, &length)
                }
            }
            guard socket >= 0 else {
                switch halserver_errno() {
                case EINTR, ECONNABORTED, EPROTO: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pauseAccepting()
                default: return
                }
            }
            let peer = unsafe withUnsafeBytes(of: &address) { unsafe Peer($0) }
            admit(socket, peer, listener.site)
        }
    }

    /// Counts the newcomer; beyond the limit it gets a 503. A few of those are given the time to read it,
    /// the others are closed upon.
    private func admit(_ socket: CInt, _ peer: Peer, _ site: SiteContext) {
        if context.admit() {
            traffic.acceptedConnections &+= 1
            open(socket, peer, site, isRefused: false)
        } else if context.admitRefused() {
            traffic.refusedConnections &+= 1
            open(socket, peer, site, isRefused: true)
        } else {
            traffic.refusedConnections &+= 1
            close(socket)
        }
    }

    /// Out of descriptors: listening goes on in the kernel's queue, and this loop looks away, or the poller
    /// would tell of the same newcomer for ever.
    private func pauseAccepting() {
        for listener in listeners { poller.remove(listener.socket) }
        acceptAgain = now + 100_000_000
    }

    /// Looks again: some connection ended, or a little time has passed.
    func resumeAccepting() {
        acceptAgain = nil
        for (index, listener) in listeners.enumerated() {
            guard (try? watch(listener, index)) == nil else { continue }
            // Short of memory: it is tried again.
            acceptAgain = now + 100_000_000
        }
    }

    /// Has the poller tell of those who come.
    func watch(_ listener: Listener, _ index: Int) throws(SystemError) {
        do throws(SystemError) {
            try poller.add(
                listener.socket, listener.isInherited ? [.readable, .exclusive] : .readable,
                data: Self.listenerBit | UInt64(index))
        } catch {
            // It is watched already.
            guard error.code == EEXIST else { throw error }
        }
    }
}
