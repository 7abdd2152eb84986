import Glibc
import Octets

/// A block of memory as direct I/O wants it, filled from its beginning. One owner at a time.
@safe final class AlignedBlock {
    /// The size in bytes: the one that writes fastest.
    static let size = 1 << 20
    /// What address, offset and length of a direct write must be multiples of, in bytes.
    static let alignment = 4096

    private let base: UnsafeMutableRawPointer
    /// How many bytes are in it.
    private(set) var count = 0

    /// An empty block; nil where memory is short.
    init?() {
        var made: UnsafeMutableRawPointer?
        guard unsafe posix_memalign(&made, Self.alignment, Self.size) == 0,
            let made = unsafe made
        else { return nil }
        unsafe base = made
    }

    deinit { unsafe free(base) }

    /// The bytes that are in it.
    var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let start = unsafe base.assumingMemoryBound(to: UInt8.self)
            let span = unsafe Span<UInt8>(_unsafeStart: start, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Adds as many of the bytes as have room below `limit`; returns how many.
    func append(_ bytes: Span<UInt8>, limit: Int) -> Int {
        let taken = min(bytes.count, max(min(limit, Self.size) - count, 0))
        guard taken > 0 else { return 0 }
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (base + count).copyMemory(from: from, byteCount: taken)
        }
        count += taken
        return taken
    }

    /// Forgets what is in it.
    func removeAll() { count = 0 }
}
