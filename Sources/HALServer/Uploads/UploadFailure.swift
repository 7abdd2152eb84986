import HTTP
import Octets
import Store

/// What goes wrong with uploads, as problem details: the one mapping.
enum UploadFailure {
    /// The problem that an error is.
    static func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let fault as TusFault: problem(fault)
        case let error as PartialError: problem(error)
        default: Problem(.internalServerError)
        }
    }

    private static func problem(_ fault: TusFault) -> Problem {
        var problem = Problem(fault.status, fault.reason.text)
        problem.headers = fault.headers
        return problem
    }

    private static func problem(_ error: PartialError) -> Problem {
        switch error {
        case .locked:
            Problem(.locked, "Somebody else is busy with this upload.").with(.retryAfter, "1")
        case .expired: problem(TusFault.expired)
        case .wrongChecksum: problem(TusFault.checksumMismatch)
        case .tooMany(let limit):
            Problem(.serviceUnavailable, "\(limit) uploads wait to be continued: as many as may.")
                .with(.retryAfter, "60")
        case .tooMuch(let limit):
            Problem(
                .insufficientStorage,
                "The uploads that wait to be continued may have \(limit) bytes together.")
        case .blob(let error): problem(error)
        }
    }

    // Texts of the system name files; they are for the log, not for strangers.
    private static func problem(_ error: BlobError) -> Problem {
        switch error {
        case .tooLarge(let limit): problem(TusFault.tooLarge(limit: limit))
        case .wrongLength, .wrongHash:
            Problem(.badRequest, "The bytes are not those that were announced.")
        case .insufficientStorage:
            Problem(
                .insufficientStorage,
                "There is no space left. Try again when there is; what was acknowledged stays.")
        case .busy:
            Problem(.serviceUnavailable, "The system is short of files or memory. Try again.")
                .with(.retryAfter, "1")
        case .closed:
            Problem(.serviceUnavailable, "The upload is being ended. Try again.")
                .with(.retryAfter, "1")
        case .damaged: Problem(.internalServerError, "What was uploaded is damaged.")
        case .failed: Problem(.internalServerError, "The store failed. Ask for the offset.")
        }
    }

    /// What nothing can become of: other bytes have the digest.
    static let collision = Problem(
        .conflict, "A file of the same digest is there, and has other bytes: nothing was stored.")

    /// There is no such upload, or no more.
    static let unknown = Problem(.notFound, "There is no such upload.")
}
