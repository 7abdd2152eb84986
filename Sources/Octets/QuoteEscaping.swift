import CLinux

extension ByteWriter {
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
        while index < text.count {
            let size = min(text.count - index, Self.stretch)
            var read = 0
            unsafe append(upTo: 2 * size + 16) { target in
                unsafe text.extracting(index..<(index + size)).withUnsafeBufferPointer { source in
                    guard let from = source.baseAddress,
                        let to = unsafe target.assumingMemoryBound(to: UInt8.self).baseAddress
                    else { return 0 }
                    var written = 0
                    unsafe read = halserver_escape_quotes(
                        from, size, to, &written, hasByteShuffle)
                    return written
                }
            }
            index += read
            if read < size { break }
        }
        return index
    }

    /// How much is escaped at once, in bytes: room for the worst case is reserved.
    private static var stretch: Int { 4096 }
    /// Not 0 where the processor moves bytes by a table.
    static let hasByteShuffle = halserver_has_byte_shuffle()
}
