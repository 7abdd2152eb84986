import Octets

/// Bytes that came and are not used yet, held over from earlier turns: a part of a request, or what was read
/// ahead.
final class HeldInput {
    private var bytes: ByteWriter
    private var start = 0

    /// Room for `capacity` bytes.
    init(capacity: Int) { bytes = ByteWriter(capacity: capacity) }

    /// How many bytes there are.
    var count: Int { bytes.count - start }

    /// Shows them.
    func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withSpan { (span) throws(Failure) in
            try body(span.extracting(droppingFirst: start))
        }
    }

    /// Takes `count` of them away.
    func removeFirst(_ count: Int) { start = min(start + max(count, 0), bytes.count) }

    /// Adds some behind the others.
    func append(_ added: Span<UInt8>) {
        compact(adding: added.count)
        bytes.append(added)
    }

    /// Makes the used part free, before the rest grows.
    private func compact(adding extra: Int) {
        guard start > 0, start >= count / 2 else { return }
        var rest = ByteWriter(capacity: count + extra)
        withSpan { rest.append($0) }
        bytes = rest
        start = 0
    }
}
