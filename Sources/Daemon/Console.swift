import Glibc
import Octets

/// What a person sees of the process: lines on standard output and standard error. A closed stream is no
/// reason to end.
enum Console {
    /// Writes a text to standard output.
    static func out(_ text: String) { write(Bytes(text), to: STDOUT_FILENO) }

    /// Writes a line about the program itself to standard error.
    static func report(_ line: String) { write(Bytes("halserver: \(line)\n"), to: STDERR_FILENO) }

    /// Writes everything, or gives up at the first error. Returns whether it was written.
    @discardableResult
    static func write(_ bytes: Bytes, to descriptor: CInt) -> Bool {
        var start = 0
        while start < bytes.count {
            let part = bytes[start..<bytes.count]
            let written = unsafe part.span.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return false }
                var poll = unsafe pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe Glibc.poll(&poll, 1, 1000)
                continue
            }
            start += written
        }
        return true
    }
}
