import Glibc

/// An open file descriptor with one owner: it is closed when the value ends.
@safe public struct Descriptor: ~Copyable, Sendable {
    /// The number, for system calls. It must not outlive this value.
    public let raw: CInt

    /// Takes over an open descriptor.
    public init(adopting raw: CInt) { self.raw = raw }

    deinit { close(raw) }

    /// Gives the descriptor up without closing it.
    public consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }
}
