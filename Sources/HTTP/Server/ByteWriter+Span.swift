import Octets

extension ByteWriter {
    /// Shows the bytes written so far to `body`: for a writer that is a class's property, whose span would
    /// outlive the access to it.
    borrowing func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(span)
    }
}
