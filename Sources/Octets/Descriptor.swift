import Glibc

/// An open file descriptor with one owner: it is closed when the value ends.
@safe package struct Descriptor: ~Copyable, Sendable {
    /// The number, for system calls. It must not outlive this value.
    package let raw: CInt

    /// Takes over an open descriptor.
    package init(adopting raw: CInt) { self.raw = raw }

    deinit { close(raw) }

    /// Gives the descriptor up without closing it.
    package consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }
}
