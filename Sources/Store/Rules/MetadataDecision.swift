/// What setting metadata comes to (`hal-api.md` §8).
package enum MetadataDecision: Hashable, Sendable {
    /// Append one ``MetadataRecord`` to the metadata stream.
    case write
    /// Write nothing: the same was said before.
    case unchanged

    /// Decides about one setting of metadata. It is compared with what is in force now, not with the past,
    /// so that X, Y, X leaves X.
    ///
    /// - Parameters:
    ///   - metadata: what shall be in force.
    ///   - stream: the stream it speaks of; only named in errors.
    ///   - expected: what the caller expects of the *metadata* stream. ``ExpectedVersion/emptyStream``
    ///     also holds where metadata was never set: -1 is the version that a reader is shown then.
    ///   - head: what the metadata stream is now.
    ///   - current: what is in force now; nil if nothing is.
    /// - Throws: ``StoreError/wrongExpectedVersion(_:_:)``: then nothing may be written.
    package static func decide(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion,
        head: StreamHead, current: StreamMetadata?
    ) throws(StoreError) -> MetadataDecision {
        let last = head.lastVersion ?? -1
        let isRepeat =
            switch expected {
            case .any: true
            case .noStream, .emptyStream: last == 0
            case .version(let version): version == last || version == last - 1
            }
        if isRepeat, current == metadata, current != nil { return .unchanged }
        guard head.satisfies(expected) || (expected == .emptyStream && last == -1) else {
            throw .wrongExpectedVersion(stream, expected)
        }
        guard last < .max else { throw .streamExhausted(stream) }
        return .write
    }
}
