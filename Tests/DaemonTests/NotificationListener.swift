import Foundation
import Testing

/// Hears what a service tells its supervisor, on a datagram socket with a name of its own.
final class NotificationListener {
    let path: String
    private let socket: CInt

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(
            path: "halserver-\(UUID().uuidString.prefix(8)).sock"
        ).path()
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let bound = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(socket)
        unsafe unlink(path)
    }

    /// The next message; nil if none comes within twenty seconds.
    func next() -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
