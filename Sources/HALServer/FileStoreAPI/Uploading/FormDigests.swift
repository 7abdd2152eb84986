import HTTP
import Octets
import Store

/// Checks the digests in the header of a form. By RFC 9530 §3.2 they are those of the whole form; who writes them by
/// hand means the file. One of the two must be true.
final class FormDigests: Sendable {
    private let expected: [ContentHash]
    private let running: Lock
    // Guarded by `running`; one reader feeds both.
    private nonisolated(unsafe) let body: RunningDigests
    private nonisolated(unsafe) let file: RunningDigests

    /// Digests that are expected; they are computed of what passes by.
    init(_ expected: [ContentHash]) throws(BlobError) {
        self.expected = expected
        let algorithms = Set(expected.map(\.algorithm))
        running = Lock()
        unsafe body = try RunningDigests(algorithms)
        unsafe file = try RunningDigests(algorithms)
    }

    /// A body that is looked at while it is read.
    func watching(_ body: RequestBody) -> RequestBody {
        RequestBody(source: Watched(body, self), declaredLength: body.declaredLength)
    }

    /// Takes bytes of the file.
    func updateFile(_ bytes: Bytes) { running.withLock { unsafe file.update(bytes) } }

    private func updateBody(_ bytes: Bytes) { running.withLock { unsafe body.update(bytes) } }

    /// Throws where neither the form nor its file has the digests. Once, when both are read.
    func finish() throws {
        let (ofBody, ofFile) = try running.withLock {
            try unsafe (Set(body.finish()), Set(file.finish()))
        }
        let wanted = Set(expected)
        guard !wanted.isSubset(of: ofBody), !wanted.isSubset(of: ofFile) else { return }
        throw FileFault(
            .badRequest,
            "Neither the form nor its file has the digest that was sent; nothing was stored.")
    }

    /// A body whose bytes are shown to somebody on their way.
    private final class Watched: RequestBody.Source {
        private let body: RequestBody
        private let digests: FormDigests
        // One pull is under way at a time.
        private nonisolated(unsafe) var pieces: RequestBody.Iterator

        init(_ body: RequestBody, _ digests: FormDigests) {
            self.body = body
            self.digests = digests
            unsafe pieces = body.makeAsyncIterator()
        }

        func next() async throws(RequestBody.Failure) -> Bytes? {
            var iterator = unsafe pieces
            let bytes = try await iterator.next()
            unsafe pieces = iterator
            if let bytes { digests.updateBody(bytes) }
            return bytes
        }

        func allowSlowSender() { body.allowSlowSender() }
    }
}
