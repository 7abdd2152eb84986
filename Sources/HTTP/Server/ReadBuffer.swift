import Glibc

/// A loop's one buffer for what its connections send: idle connections need none of their own.
@safe struct ReadBuffer: ~Copyable {
    /// The size, in bytes.
    let capacity: Int
    private let base: UnsafeMutableRawPointer

    /// A buffer of `capacity` bytes.
    init(capacity: Int) {
        self.capacity = capacity
        unsafe base = .allocate(byteCount: capacity, alignment: 4_096)
    }

    deinit { unsafe base.deallocate() }

    /// Reads at most `count` bytes from a peer to the buffer's beginning.
    func fill(from transport: borrowing Transport, upTo count: Int) -> Transport.Result {
        unsafe transport.receive(
            into: UnsafeMutableRawBufferPointer(start: base, count: min(max(count, 1), capacity)))
    }

    /// Shows the bytes in `range`, cut to the buffer.
    borrowing func withSpan<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let lower = min(max(range.lowerBound, 0), capacity)
        let upper = min(max(range.upperBound, lower), capacity)
        let start = unsafe base.advanced(by: lower).assumingMemoryBound(to: UInt8.self)
        return try body(unsafe Span<UInt8>(_unsafeStart: start, count: upper - lower))
    }
}
