import CLinux
import Glibc
import Octets

/// An address as the kernel takes it.
@safe struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t = 0

    /// Looks a numeric address or a name up; the first answer counts. It may ask a name server and wait.
    init(_ host: String, port: UInt16) throws(SystemError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0, let first = unsafe list else {
            throw SystemError("getaddrinfo", code: EADDRNOTAVAIL)
        }
        defer { unsafe freeaddrinfo(first) }
        let size = unsafe min(
            Int(first.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        if let address = unsafe first.pointee.ai_addr {
            unsafe withUnsafeMutableBytes(of: &storage) {
                unsafe $0.copyMemory(
                    from: UnsafeRawBufferPointer(start: address, count: size))
            }
        }
        length = socklen_t(size)
        self.port = port
    }

    var family: CInt { CInt(storage.ss_family) }

    /// The port, in the order of this machine.
    var port: UInt16 {
        get {
            unsafe withUnsafeBytes(of: storage) {
                unsafe UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            }
        }
        set {
            unsafe withUnsafeMutableBytes(of: &storage) {
                unsafe $0.storeBytes(of: newValue.bigEndian, toByteOffset: 2, as: UInt16.self)
            }
        }
    }

    /// Whether the address is `::` or `0.0.0.0`.
    var isUnspecified: Bool {
        let peer = unsafe withUnsafeBytes(of: storage) { unsafe Peer($0) }
        return peer.high == 0 && peer.low == 0
    }

    /// Binds a socket to the address.
    func bind(_ socket: CInt) throws(SystemError) {
        var copy = storage
        let code = unsafe withUnsafePointer(to: &copy) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(socket, $0, length)
            }
        }
        guard code == 0 else { throw SystemError("bind", code: halserver_errno()) }
    }

    /// The address that a socket is bound to.
    static func bound(_ socket: CInt) throws(SystemError) -> Peer {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(socket, $0, &length)
            }
        }
        guard code == 0 else { throw SystemError("getsockname", code: halserver_errno()) }
        return unsafe withUnsafeBytes(of: &storage) { unsafe Peer($0) }
    }
}
