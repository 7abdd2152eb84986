import Glibc

extension ByteWriter {
    /// Writes once more what already stands at `range`. For text that a document repeats, such as an
    /// encoded name: cheaper than encoding it again. A range that is not wholly written is ignored.
    public mutating func append(repeating range: Range<Int>) {
        guard range.lowerBound >= 0, range.upperBound <= count, !range.isEmpty else { return }
        let written = count
        unsafe append(upTo: range.count) { space in
            // The room behind the text lies in the same block, `written` bytes from its beginning.
            guard let target = space.baseAddress else { return 0 }
            let start = unsafe target - written
            unsafe memcpy(target, start + range.lowerBound, range.count)
            return range.count
        }
    }
}
