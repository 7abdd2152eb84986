/// Whether a stream may be deleted (`hal-api.md` §7).
package enum DeleteDecision {
    /// Checks what the caller expects of the stream that is to go. Whoever passes may delete the stream
    /// and its metadata stream as far as they exist, in one atomic step with this check.
    ///
    /// - Throws: ``StoreError/wrongExpectedVersion(_:_:)``: then nothing may be deleted.
    package static func check(
        _ stream: StreamID, expecting expected: ExpectedVersion, head: StreamHead
    ) throws(StoreError) {
        guard head.satisfies(expected) else { throw .wrongExpectedVersion(stream, expected) }
    }
}
