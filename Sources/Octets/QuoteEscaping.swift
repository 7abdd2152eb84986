import CLinux

extension ByteWriter {
    /// Writes a quote and then `text` as ``append(escapingQuotesOf:from:)`` does, and another quote if that
    /// comes to its end. Returns where it stopped. Most texts are short and plain: they need one look.
    public mutating func append(quoting text: Span<UInt8>) -> Int {
        let size = min(text.count, Self.stretch)
        reserve(2 * size + 18)
        let target = unsafe (base + length).assumingMemoryBound(to: UInt8.self)
        let quote = UInt8(ascii: "\"")
        unsafe target[0] = quote
        var written = 0
        let read = unsafe text.withUnsafeBufferPointer { source -> Int in
            guard let from = source.baseAddress else { return 0 }
            return unsafe halserver_escape_quotes(
                from, size, target + 1, &written, Self.hasByteShuffle)
        }
        length += written + 1
        guard read == text.count else { return read }
        unsafe target[written + 1] = quote
        length += 1
        return read
    }

    /// Writes what `text` begins with at `start`, a backslash before each quote and each backslash: what turns
    /// JSON text into a JSON string, sixteen bytes a step where the processor can. Stops before the first byte
    /// that is a control or above ASCII, which need more thought. Returns where.
    public mutating func append(escapingQuotesOf text: Span<UInt8>, from start: Int) -> Int {
        append(escapingQuotesOf: text, from: start, hasByteShuffle: Self.hasByteShuffle)
    }

    /// The same, by the plain loop if told so: what processors without byte moves by a table do.
    mutating func append(
        escapingQuotesOf text: Span<UInt8>, from start: Int, hasByteShuffle: CInt
    ) -> Int {
        var index = start
        unsafe text.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            while index < source.count {
                let size = min(source.count - index, Self.stretch)
                reserve(2 * size + 16)
                let target = unsafe (base + length).assumingMemoryBound(to: UInt8.self)
                var written = 0
                let read = unsafe halserver_escape_quotes(
                    from + index, size, target, &written, hasByteShuffle)
                length += written
                index += read
                if read < size { break }
            }
        }
        return index
    }

    /// How much is escaped at once, in bytes: room for the worst case is reserved.
    private static var stretch: Int { 4096 }
    /// Not 0 where the processor moves bytes by a table.
    static let hasByteShuffle = halserver_has_byte_shuffle()
}
