import CLinux
import Glibc
import Octets

/// The bytes' way to a peer: a socket now, TLS above it later. Nothing here ever blocks. The descriptor is
/// closed by ``close(reset:)``, or when the value ends.
@safe struct Transport: ~Copyable {
    /// What became of a transfer.
    enum Result {
        /// This many bytes went, at least one.
        case moved(Int)
        /// None now; the poller tells when.
        case wouldBlock
        /// The peer sends no more (reading), or the file is shorter than thought (sending).
        case ended
        /// The connection is broken.
        case failed
    }

    private(set) var raw: CInt

    /// Takes over a connected, non-blocking socket.
    init(adopting raw: CInt) { self.raw = raw }

    deinit {
        if raw >= 0 { Glibc.close(raw) }
    }

    /// Ends the connection; with `reset` in a way that the peer cannot take for a proper end.
    mutating func close(reset: Bool) {
        guard raw >= 0 else { return }
        if reset {
            var option = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(
                raw, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
        Glibc.close(raw)
        raw = -1
    }

    /// Tells the peer that nothing more will come.
    func shutdownWrite() {
        if raw >= 0 { shutdown(raw, CInt(SHUT_WR)) }
    }

    /// Reads what is there into `space`.
    @unsafe func receive(into space: UnsafeMutableRawBufferPointer) -> Result {
        while true {
            let count = unsafe halserver_receive(raw, space.baseAddress, space.count)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            if let result = Self.failure() { return result }
        }
    }

    /// Sends bytes; `more` says that others follow at once.
    func send(_ bytes: Span<UInt8>, more: Bool = false) -> Result {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe halserver_send(raw, $0.baseAddress, $0.count, more ? 1 : 0)
            }
            if count >= 0 { return .moved(count) }
            if let result = Self.failure() { return result }
        }
    }

    /// Sends runs of bytes in one call.
    func send(_ runs: [Bytes], more: Bool) -> Result {
        if runs.count == 1 {
            let run = runs[0]
            return send(run.span, more: more)
        }
        // The pointers are used only below, while `runs` keeps the bytes alive.
        var parts = unsafe runs.map { run in
            let span = run.span
            return unsafe span.withUnsafeBytes {
                unsafe iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
            }
        }
        return withExtendedLifetime(runs) {
            while true {
                let count = unsafe parts.withUnsafeMutableBufferPointer {
                    unsafe halserver_send_vector(raw, $0.baseAddress, $0.count, more ? 1 : 0)
                }
                if count >= 0 { return .moved(count) }
                if let result = Self.failure() { return result }
            }
        }
    }

    /// Lets the kernel send a part of a file.
    func send(_ file: FileRegion, offset: UInt64, count: Int) -> Result {
        var position = off_t(clamping: offset)
        while true {
            let sent = unsafe sendfile(raw, file.file.raw, &position, count)
            if sent > 0 { return .moved(sent) }
            if sent == 0 { return .ended }
            if let result = Self.failure() { return result }
        }
    }

    /// Nil: interrupted, try again.
    private static func failure() -> Result? {
        switch halserver_errno() {
        case EINTR: nil
        case EAGAIN: .wouldBlock
        default: .failed
        }
    }
}
