import Glibc
import Octets

/// Tells systemd how the service fares (sd_notify(3)): a datagram to the socket that it named, if it did.
struct Supervisor {
    let path: String?

    init(_ environment: Environment) { path = environment["NOTIFY_SOCKET"] }

    /// Sends a state: `READY=1`, `STOPPING=1`.
    func notify(_ state: String) {
        guard let path, !path.isEmpty else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // An abstract socket's name begins with NUL, which the variable spells @.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard name.count < capacity else { return }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return }
        let descriptor = Descriptor(adopting: number)
        let bytes = Bytes(state)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bytes.span.withUnsafeBytes { buffer in
                    unsafe sendto(
                        descriptor.raw, buffer.baseAddress, buffer.count,
                        CInt(MSG_NOSIGNAL.rawValue),
                        pointer, length)
                }
            }
        }
    }
}
