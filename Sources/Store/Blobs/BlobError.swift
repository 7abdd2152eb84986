import Glibc
package import Octets

/// Why a blob store did not do what it was asked. The set is closed; each face maps it in one place. An upload
/// that failed with any of these has left nothing, or, in a ``HashedFileStore``, a whole file that others may have
/// met under its digest by then.
package enum BlobError: Error, Hashable, Sendable {
    /// More bytes than the upload may have.
    case tooLarge(limit: UInt64)
    /// Other than the number of bytes that was announced.
    case wrongLength(announced: UInt64, received: UInt64)
    /// The bytes have another digest than the one that was sent with them.
    case wrongHash(HashAlgorithm)
    /// The disk is full, or the quota used up.
    case insufficientStorage(SystemError)
    /// The system is short of descriptors or memory; try again.
    case busy(SystemError)
    /// What is stored is not what was uploaded. The text names the file, below the store's directory.
    case damaged(String)
    /// The upload has ended already, or belongs to another store.
    case closed
    /// A system call failed below.
    case failed(SystemError)

    /// The failure of a system call, told apart by what can be done about it.
    package init(_ error: SystemError) {
        switch error.code {
        case ENOSPC, EDQUOT, EFBIG: self = .insufficientStorage(error)
        case EMFILE, ENFILE, ENOMEM: self = .busy(error)
        default: self = .failed(error)
        }
    }

    /// The system call that failed, where one did.
    package var systemError: SystemError? {
        switch self {
        case .insufficientStorage(let error), .busy(let error), .failed(let error): error
        default: nil
        }
    }

    /// Runs `body` and throws its failure as one of a blob store.
    static func mapping<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(BlobError) -> Value {
        do throws(SystemError) { return try body() } catch { throw BlobError(error) }
    }
}
