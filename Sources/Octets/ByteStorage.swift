import Glibc

/// A block of memory that its last owner frees. It is written while one ``ByteWriter`` (or one ``Bytes``, or
/// initializer) owns it alone, and never once two show it: that is what makes it `Sendable`.
@safe public final class ByteStorage: @unchecked Sendable {
    /// Where the block begins.
    @usableFromInline let base: UnsafeMutableRawPointer
    /// The size of a block that came from `malloc`; 0 for static text, which is shown without a copy and
    /// never freed.
    @usableFromInline let capacity: Int

    /// Takes over a block of `capacity` bytes, at least one, that `malloc` or `realloc` returned.
    @unsafe @inlinable public init(adopting base: UnsafeMutableRawPointer, capacity: Int) {
        unsafe self.base = base
        self.capacity = capacity
    }

    /// Shows bytes that live as long as the program.
    @unsafe @inlinable public init(immortal base: UnsafeRawPointer) {
        unsafe self.base = UnsafeMutableRawPointer(mutating: base)
        capacity = 0
    }

    deinit {
        if capacity > 0 { unsafe free(base) }
    }
}
