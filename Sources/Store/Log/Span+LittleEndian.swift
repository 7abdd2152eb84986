import Octets

extension Span where Element == UInt8 {
    /// The integer whose least significant byte stands at `offset`; nil if it is not wholly inside.
    @inline(__always)
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Value.Type = Value.self
    ) -> Value? {
        guard offset >= 0, offset <= count - MemoryLayout<Value>.size else { return nil }
        return Value(
            littleEndian: unsafe self.bytes.unsafeLoadUnaligned(
                fromByteOffset: offset, as: Value.self))
    }

    /// The bytes of `range`; nil if they are not wholly inside.
    @inline(__always)
    @_lifetime(copy self)
    func slice(_ offset: Int, _ length: Int) -> Span<UInt8>? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
            return nil
        }
        return extracting(offset..<(offset + length))
    }

    /// The bytes of a range; none of them if they are not wholly inside.
    @inline(__always)
    @_lifetime(copy self)
    func window(_ offset: Int, _ length: Int) -> Span<UInt8> {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
            return Span()
        }
        return extracting(offset..<(offset + length))
    }

    /// Whether every byte is zero.
    var isZero: Bool {
        var index = 0
        while let word = integer(at: index, as: UInt64.self) {
            if word != 0 { return false }
            index += 8
        }
        while index < count {
            if self[index] != 0 { return false }
            index += 1
        }
        return true
    }
}
