import Glibc

extension Bytes {
    /// No bytes yet, with room for `capacity` of them.
    public init(capacity: Int) {
        self = ByteWriter(capacity: capacity).finish()
    }

    /// Adds a run of bytes at the end. What other values show of the same storage stays as it is: where there
    /// are any, or where there is no room, the bytes move.
    public mutating func append(_ bytes: Span<UInt8>) {
        let size = bytes.count
        guard size > 0 else { return }
        if isKnownUniquelyReferenced(&storage), let storage,
            storage.capacity - offset - count >= size
        {
            unsafe bytes.withUnsafeBytes { source in
                guard let from = source.baseAddress else { return }
                unsafe (storage.base + (offset + count)).copyMemory(from: from, byteCount: size)
            }
            length += size
            return
        }
        var writer = ByteWriter(capacity: max(2 * (count + size), 64))
        writer.append(span)
        writer.append(bytes)
        self = writer.finish()
    }
}
