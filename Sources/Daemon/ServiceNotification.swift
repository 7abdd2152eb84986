import Glibc
import Octets

/// Tells systemd what the process is about (sd_notify(3)): a datagram to the socket that `NOTIFY_SOCKET`
/// names, so that no library is needed. Silent where there is none.
struct ServiceNotification: Sendable {
    /// A path, or `@name` for an abstract socket; nil if nobody listens.
    let socketPath: String?

    /// Sends a state such as `READY=1`. Whether it arrived does not matter to the server.
    func send(_ state: String) {
        guard let socketPath, !socketPath.isEmpty else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return }
        let descriptor = Descriptor(adopting: number)
        let length = MemoryLayout<sa_family_t>.size + path.count
        let message = Array(state.utf8)
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe sendto(
                    descriptor.raw, message, message.count, CInt(MSG_NOSIGNAL), pointer,
                    socklen_t(length))
            }
        }
    }
}
