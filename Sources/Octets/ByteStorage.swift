import Glibc

/// A block of memory that its last owner frees. It is written while one ``ByteWriter`` (or initializer)
/// owns it alone, and never again once a ``Bytes`` shows it: that is what makes it `Sendable`.
@safe public final class ByteStorage: @unchecked Sendable {
    /// Where the block begins.
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Whether the block came from `malloc`. Static text is shown without a copy and never freed.
    @usableFromInline let isOwned: Bool

    /// Takes over a block that `malloc` or `realloc` returned.
    @unsafe @inlinable public init(adopting base: UnsafeMutableRawPointer) {
        unsafe self.base = base
        isOwned = true
    }

    /// Shows bytes that live as long as the program.
    @unsafe @inlinable public init(immortal base: UnsafeRawPointer) {
        unsafe self.base = UnsafeMutableRawPointer(mutating: base)
        isOwned = false
    }

    deinit {
        if isOwned { unsafe free(base) }
    }
}
