import Glibc

/// A growing run of bytes with one owner. ``finish()`` hands the memory over to ``Bytes`` without a copy.
@safe public struct ByteWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    @usableFromInline var length: Int

    /// The number of bytes written so far.
    @inlinable public var count: Int { length }

    /// An empty writer with room for `capacity` bytes before it must grow.
    public init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        length = 0
        unsafe base = Self.require(malloc(self.capacity))
    }

    deinit { unsafe free(base) }

    /// The bytes written so far.
    @inlinable public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let start = unsafe base.assumingMemoryBound(to: UInt8.self)
            let span = unsafe Span<UInt8>(_unsafeStart: start, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Ends the writing and shows what was written.
    public consuming func finish() -> Bytes {
        let bytes = unsafe Bytes(
            storage: ByteStorage(adopting: base, capacity: capacity), count: count)
        discard self
        return bytes
    }

    /// Forgets what was written and keeps the memory.
    @inlinable public mutating func removeAll() { length = 0 }

    /// Takes back everything from `index` on.
    @inlinable public mutating func truncate(to index: Int) { length = min(max(index, 0), length) }

    /// Makes room for `extra` more bytes.
    @inlinable @inline(__always)
    public mutating func reserve(_ extra: Int) {
        if extra > capacity - count { grow(by: extra) }
    }

    /// Writes one byte.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        length += 1
    }

    /// Writes a run of bytes.
    @inlinable public mutating func append(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (base + length).copyMemory(from: from, byteCount: source.count)
            length += source.count
        }
    }

    /// Writes a run of bytes. Not for literals, which would become `Bytes` first.
    @_disfavoredOverload
    @inlinable public mutating func append(_ bytes: Bytes) { append(bytes.span) }

    /// Writes a literal's UTF-8 bytes. Inlined, so that its length is known where it is copied.
    @inlinable @inline(__always)
    public mutating func append(_ literal: StaticString) {
        guard literal.hasPointerRepresentation else { return append(String(literal.unicodeScalar)) }
        let size = literal.utf8CodeUnitCount
        reserve(size)
        unsafe (base + length).copyMemory(from: literal.utf8Start, byteCount: size)
        length += size
    }

    /// Writes a text's UTF-8 bytes. Not for literals, which would become `String`s first.
    @_disfavoredOverload
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { buffer in
            guard let from = buffer.baseAddress else { return }
            reserve(buffer.count)
            unsafe memcpy(base + length, from, buffer.count)
            length += buffer.count
        }
    }

    /// Writes an integer in decimal.
    @inlinable public mutating func append(decimal value: some FixedWidthInteger) {
        append(magnitude: UInt64(value.magnitude), isNegative: value < 0)
    }

    /// Writes an integer in decimal, without a generic call: hot loops write these three.
    @inlinable public mutating func append(decimal value: Int) {
        append(magnitude: UInt64(value.magnitude), isNegative: value < 0)
    }

    /// Writes an integer in decimal.
    @inlinable public mutating func append(decimal value: Int64) {
        append(magnitude: value.magnitude, isNegative: value < 0)
    }

    /// Writes an integer in decimal.
    @inlinable public mutating func append(decimal value: Int32) {
        append(magnitude: UInt64(value.magnitude), isNegative: value < 0)
    }

    /// Writes a number by its sign and its size. Not generic, so that it is compiled once, for its caller's
    /// type.
    public mutating func append(magnitude value: UInt64, isNegative: Bool) {
        reserve(21)
        var magnitude = value
        var digits = 1
        var limit: UInt64 = 10
        while digits < 20, magnitude >= limit {
            digits += 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = next
        }
        if isNegative { append(UInt8(ascii: "-")) }
        var index = count + digits
        length = index
        repeat {
            index -= 1
            let digit = UInt8(truncatingIfNeeded: magnitude % 10) &+ UInt8(ascii: "0")
            unsafe base.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
            magnitude /= 10
        } while magnitude > 0
    }

    /// Writes a number with at least `width` digits, zeros in front. For dates.
    public mutating func append(padded value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: (value / divisor) % 10) &+ UInt8(ascii: "0"))
            divisor /= 10
        }
    }

    /// Writes an integer's bytes, the least significant first.
    @inlinable public mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        let size = MemoryLayout<Value>.size
        reserve(size)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
        length += size
    }

    /// Writes over an integer that stands at `offset`, the least significant byte first. What would not
    /// lie wholly inside the bytes written so far is left alone.
    @inlinable public mutating func overwrite<Value: FixedWidthInteger>(
        littleEndian value: Value, at offset: Int
    ) {
        guard offset >= 0, offset <= count - MemoryLayout<Value>.size else { return }
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }

    /// Writes over what stands at `offset`. What would not lie wholly inside the bytes written so far is left
    /// alone. For a few bytes: they are moved one by one.
    @inlinable public mutating func overwrite(_ bytes: Span<UInt8>, at offset: Int) {
        guard offset >= 0, bytes.count <= count, offset <= count - bytes.count else { return }
        for index in bytes.indices {
            unsafe base.storeBytes(of: bytes[index], toByteOffset: offset + index, as: UInt8.self)
        }
    }

    /// Writes through `body`, which is given room for `size` bytes and returns how many it filled.
    @unsafe @inlinable public mutating func append(
        upTo size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        reserve(size)
        let filled = unsafe body(UnsafeMutableRawBufferPointer(start: base + count, count: size))
        length += min(max(filled, 0), size)
    }

    @inline(never)
    @usableFromInline mutating func grow(by extra: Int) {
        capacity = max(capacity &* 2, count + extra)
        unsafe base = Self.require(realloc(base, capacity))
    }

    /// Out of memory is not an error a caller could handle: the kernel kills before malloc refuses.
    private static func require(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
        guard let pointer = unsafe pointer else { abort() }
        return unsafe pointer
    }
}
