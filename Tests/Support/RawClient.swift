import CLinux
import Glibc
import Octets

/// A peer that sends exactly the bytes it is told to, and reads answers one by one. It blocks, with a limit
/// on every wait.
package final class RawClient {
    private let descriptor: Descriptor
    private var received: [UInt8] = []
    private var hasEnded = false
    /// Whether the server ended the connection in a way that may lose what it sent before.
    package private(set) var wasReset = false

    /// Connects to a port on a loopback address.
    package init(
        port: UInt16, host: String = "127.0.0.1", receiveBuffer: CInt? = nil,
        sendBuffer: CInt? = nil
    ) throws {
        let family = host.contains(":") ? AF_INET6 : AF_INET
        let raw = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard raw >= 0 else { throw SystemError("socket", code: halserver_errno()) }
        descriptor = Descriptor(adopting: raw)
        for (option, size) in [(SO_RCVBUF, receiveBuffer), (SO_SNDBUF, sendBuffer)] {
            guard var size else { continue }
            unsafe setsockopt(
                raw, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var one: CInt = 1
        unsafe setsockopt(
            raw, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        let code: CInt
        if family == AF_INET6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &address.sin6_addr)
            code = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            unsafe inet_pton(AF_INET, host, &address.sin_addr)
            code = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        guard code == 0 else { throw SystemError("connect", code: halserver_errno()) }
    }

    /// Sends all of these bytes, or as many as the server takes before it ends the connection.
    package func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe halserver_send(descriptor.raw, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Sends a text's UTF-8 bytes.
    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends what the socket takes at once, and says how much that was.
    package func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBytes {
            unsafe max(
                Glibc.send(
                    descriptor.raw, $0.baseAddress, $0.count, CInt(0x4000) | CInt(0x40)), 0)
        }
    }

    /// Says that nothing more will come.
    package func finish() { shutdown(descriptor.raw, CInt(SHUT_WR)) }

    /// Ends the connection by a reset, when the value goes.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor.raw, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads once into the buffer. False: the server ended, or nothing came in time.
    @discardableResult
    package func fill(milliseconds: Int = 5_000) -> Bool {
        if hasEnded { return false }
        var poller = pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, CInt(milliseconds)) > 0 else { return false }
        var space = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe space.withUnsafeMutableBytes {
            unsafe halserver_receive(descriptor.raw, $0.baseAddress, $0.count)
        }
        guard count > 0 else {
            hasEnded = true
            wasReset = count < 0
            return false
        }
        received.append(contentsOf: space[0..<count])
        return true
    }

    /// Whether the server ended the connection, and sent nothing more before it.
    package func isEnded(within milliseconds: Int = 3_000) -> Bool {
        fill(milliseconds: milliseconds)
        return hasEnded && received.isEmpty
    }

    /// Whether the connection still is there, and nothing more came for a moment.
    package func isQuiet(for milliseconds: Int = 60) -> Bool {
        fill(milliseconds: milliseconds)
        return !hasEnded && received.isEmpty
    }

    /// Everything that comes until the server ends, or falls silent for `milliseconds`.
    package func rest(milliseconds: Int = 5_000) -> [UInt8] {
        while fill(milliseconds: milliseconds) {}
        defer { received = [] }
        return received
    }

    /// The next answer; nil if it does not come whole.
    package func response(toHead: Bool = false, milliseconds: Int = 5_000) -> RawResponse? {
        while true {
            if let (response, length) = RawResponse.read(
                received, toHead: toHead, hasEnded: hasEnded)
            {
                received.removeFirst(length)
                return response
            }
            let before = hasEnded
            if !fill(milliseconds: milliseconds), hasEnded == before { return nil }
        }
    }

    /// The next answers.
    package func responses(_ count: Int) -> [RawResponse] {
        (0..<count).compactMap { _ in response() }
    }
}
