/// An immutable run of bytes: a window into storage that it shares. Copying or slicing costs one
/// reference count, never a copy of the bytes. Equality, order and hash are those of the bytes, so that
/// two spellings of one text are different (Swift's `String` would call them equal).
public struct Bytes: Sendable {
    @usableFromInline var storage: ByteStorage?
    @usableFromInline var offset: Int
    @usableFromInline var length: Int

    /// The number of bytes.
    @inlinable public var count: Int { length }

    @inlinable init(storage: ByteStorage?, offset: Int, count: Int) {
        self.storage = storage
        self.offset = offset
        length = count
    }

    /// Shows `count` bytes of `storage`, from its beginning.
    @unsafe @inlinable public init(storage: ByteStorage, count: Int) {
        self.init(storage: storage, offset: 0, count: count)
    }

    /// No bytes at all.
    @inlinable public init() {
        self.init(storage: nil, offset: 0, count: 0)
    }

    /// A copy of the bytes that `span` shows.
    @inlinable public init(copying span: Span<UInt8>) {
        var writer = ByteWriter(capacity: span.count)
        writer.append(span)
        self = writer.finish()
    }

    /// A copy of an array.
    public init(_ array: [UInt8]) {
        self.init(copying: array.span)
    }

    /// The UTF-8 bytes of a text.
    public init(_ text: String) {
        var writer = ByteWriter(capacity: text.utf8.count)
        writer.append(text)
        self = writer.finish()
    }

    /// The UTF-8 bytes of a literal, shown in place without a copy.
    @inlinable public init(_ literal: StaticString) {
        if literal.hasPointerRepresentation {
            let base = unsafe UnsafeRawPointer(literal.utf8Start)
            self.init(
                storage: unsafe ByteStorage(immortal: base), offset: 0,
                count: literal.utf8CodeUnitCount)
        } else {
            self.init(String(literal.unicodeScalar))
        }
    }

    /// Whether there are no bytes.
    @inlinable public var isEmpty: Bool { count == 0 }

    /// The bytes, for reading. Indices begin at 0.
    @inlinable public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard let storage else { return Span() }
            let start = unsafe storage.base.advanced(by: offset).assumingMemoryBound(to: UInt8.self)
            let span = unsafe Span<UInt8>(_unsafeStart: start, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The byte at `index`, counted from 0. The index must be inside.
    @inlinable public subscript(index: Int) -> UInt8 { span[index] }

    /// A window into these bytes, counted from 0 and cut to what is there: a range that lies
    /// (partly) outside yields what lies inside, so that a wrong length can never trap.
    @inlinable public subscript(range: Range<Int>) -> Bytes {
        let lower = min(max(range.lowerBound, 0), count)
        let upper = min(max(range.upperBound, lower), count)
        return Bytes(storage: storage, offset: offset + lower, count: upper - lower)
    }

    /// Whether both show the same place of the same storage, and so are equal without a look.
    @inlinable public func isIdentical(to other: Bytes) -> Bool {
        storage === other.storage && offset == other.offset && count == other.count
    }

    /// The bytes as text; ill-formed UTF-8 is replaced by U+FFFD, so use it for people, not for comparing.
    public var text: String { String(decoding: self) }

    /// The bytes as an array.
    public var array: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let source = span
            for index in source.indices { unsafe buffer[index] = source[index] }
            initialized = source.count
        }
    }
}

extension Bytes: Hashable {
    /// Whether both are the same bytes.
    @inlinable public static func == (left: Bytes, right: Bytes) -> Bool {
        left.span.hasSameBytes(as: right.span)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        unsafe span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension Bytes: Comparable {
    /// Byte by byte; a prefix comes before what continues it.
    @inlinable public static func < (left: Bytes, right: Bytes) -> Bool {
        let left = left.span
        let right = right.span
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}

extension Bytes: ExpressibleByStringLiteral {
    /// The UTF-8 bytes of a literal, shown in place.
    @inlinable public init(stringLiteral value: StaticString) {
        self.init(value)
    }
}

extension Bytes: CustomStringConvertible {
    /// The same as ``text``.
    public var description: String { text }
}

extension String {
    /// Text from bytes; ill-formed UTF-8 is replaced by U+FFFD.
    public init(decoding bytes: Bytes) {
        self = unsafe bytes.span.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
