import Glibc
package import Octets

/// Why an upload that comes in parts was not begun, continued or ended. The set is closed. What was acknowledged of
/// the upload stays as it was.
package enum PartialError: Error, Hashable, Sendable {
    /// Somebody else, in whatever process, is busy with the upload; try again.
    case locked
    /// The time for the upload is over; it will be removed.
    case expired
    /// The bytes are not those of their checksum; none of them was kept.
    case wrongChecksum
    /// So many uploads wait to be continued that no more may be begun.
    case tooMany(limit: Int)
    /// The uploads that wait have, or would have, more bytes than they may have together.
    case tooMuch(limit: UInt64)
    /// What may happen to any upload.
    case blob(BlobError)

    /// The failure of a system call.
    package init(_ error: SystemError) {
        self = error.call == "flock" && error.code == EAGAIN ? .locked : .blob(BlobError(error))
    }

    /// Runs `body` and throws its failure as one of an upload that comes in parts.
    static func mapping<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(PartialError) -> Value {
        do throws(SystemError) { return try body() } catch { throw PartialError(error) }
    }
}

extension BlobPool {
    /// What `body` makes on one of the threads.
    func runPart<Value: Sendable>(
        _ body: @escaping @Sendable () throws(PartialError) -> Value
    ) async throws(PartialError) -> Value {
        let result: Result<Value, PartialError>
        do throws(BlobError) {
            result = try await run { () throws(BlobError) in
                Result { () throws(PartialError) in try body() }
            }
        } catch {
            throw .blob(error)
        }
        return try result.get()
    }
}
