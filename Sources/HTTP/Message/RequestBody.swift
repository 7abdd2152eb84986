package import Octets

/// The body of a request, pulled chunk by chunk: not pulling is what holds the sender back. It can be read
/// once. What the handler leaves unread the engine skips or, where that would be too much, closes upon.
package struct RequestBody: AsyncSequence, Sendable {
    package typealias Element = Bytes

    /// Why a body could not be read to its end. The connection is closed behind any of these.
    package enum Failure: Error, Sendable, Hashable {
        /// More bytes than the reader allowed: 413.
        case tooLarge(limit: Int)
        /// The peer sent fewer bytes than it announced, or hung up.
        case incomplete
        /// The transfer coding is broken: 400.
        case malformed(String)
        /// Too slow for the limits: 408.
        case timedOut
        /// The requests under way occupy all the memory that they may: 503.
        case overloaded
    }

    /// Where the bytes come from: the engine's connection, or memory. One pull is under way at a time.
    package protocol Source: Sendable {
        /// The next bytes, never empty; nil at the end.
        func next() async throws(Failure) -> Bytes?

        /// Lifts the pace that the sender must keep.
        func allowSlowSender()

        /// Counts what is read from now on against what all requests together may occupy.
        func keepBytes()
    }

    /// The length that Content-Length announced; nil where the body is chunked.
    package let declaredLength: UInt64?
    private let content: Content

    fileprivate enum Content: Sendable {
        case memory(Bytes)
        case source(any Source)
    }

    /// No body.
    package static let empty = RequestBody(Bytes())

    /// A body that is already here whole: what most requests have, read without suspending.
    package init(_ bytes: Bytes) {
        declaredLength = UInt64(bytes.count)
        content = .memory(bytes)
    }

    /// A body that arrives while it is read.
    package init(source: any Source, declaredLength: UInt64?) {
        self.declaredLength = declaredLength
        content = .source(source)
    }

    /// The whole body where it is here already; nil where it must be waited for.
    package var present: Bytes? {
        if case .memory(let bytes) = content { bytes } else { nil }
    }

    /// The whole body, if it has at most `limit` bytes. A larger announced length is refused before a byte
    /// is read.
    package func collect(upTo limit: Int) async throws(Failure) -> Bytes {
        if let declaredLength, declaredLength > UInt64(Swift.max(limit, 0)) {
            throw .tooLarge(limit: limit)
        }
        switch content {
        case .memory(let bytes): return bytes
        case .source(let source):
            source.keepBytes()
            guard let first = try await source.next() else { return Bytes() }
            if let declaredLength, UInt64(first.count) == declaredLength { return first }
            // Room for what came, not for what was announced: announcing costs a peer nothing.
            var writer = ByteWriter(capacity: 2 * first.count)
            writer.append(first)
            while let next = try await source.next() {
                guard next.count <= limit - writer.count else { throw .tooLarge(limit: limit) }
                writer.append(next)
            }
            guard writer.count <= limit else { throw .tooLarge(limit: limit) }
            return writer.finish()
        }
    }

    /// Lets the sender take its time: it may pause as long as an idle connection may, and no pace is asked of
    /// it. For uploads of bytes that come as they are made (`tail -f | curl -T -`).
    package func allowSlowSender() {
        if case .source(let source) = content { source.allowSlowSender() }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(content) }

    /// Hands out the body's chunks.
    package struct Iterator: AsyncIteratorProtocol {
        private var content: Content?

        fileprivate init(_ content: Content) { self.content = content }

        package mutating func next() async throws(Failure) -> Bytes? {
            switch content {
            case nil: return nil
            case .memory(let bytes):
                content = nil
                return bytes.isEmpty ? nil : bytes
            case .source(let source): return try await source.next()
            }
        }
    }
}

extension RequestBody.Source {
    package func allowSlowSender() {}
    package func keepBytes() {}
}
