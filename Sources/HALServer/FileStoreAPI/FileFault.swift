import HTTP
import Octets
import Store

/// Why a file was not taken, found or given. Each part of the face says it in its own way: what the original has
/// answered without a body, and what HAL clients read as problem details.
struct FileFault: Error, Sendable {
    let status: Status
    /// What is wrong, in a sentence.
    let reason: String
    /// Whether the original answered this without a body.
    var isWordless = false
    /// In how many seconds to try again, if that may help.
    var retryAfter: Int?
    /// What could be done instead, for clients that read forms.
    var offersPut = false

    init(_ status: Status, _ reason: String, isWordless: Bool = false) {
        self.status = status
        self.reason = reason
        self.isWordless = isWordless
    }

    /// There is no such file.
    static let absent = FileFault(.notFound, "There is no file of this digest.", isWordless: true)
    /// A request that must name a file does not.
    static let unnamed = FileFault(
        .badRequest, "The query names no file: ?file_hash= is missing or empty.", isWordless: true)
    /// An upload without anything to store.
    static let empty = FileFault(.badRequest, "There is no body to store.", isWordless: true)
    /// A form whose parts cannot be told apart.
    static let boundless = FileFault(
        .badRequest, "The Content-Type of the form names no boundary.", isWordless: true)
    /// A form that brings no file.
    static let fileless = FileFault(.badRequest, "The form has no part with a file name.")
}

extension FileFault {
    /// What an error means; nil for one that is the machinery's to tell.
    init?(_ error: any Error) {
        switch error {
        case let fault as FileFault: self = fault
        case let fault as DigestFault:
            self.init(.badRequest, "\(fault.reason); nothing was stored.")
        case MultipartError.malformed(let reason), MultipartError.tooLarge(let reason):
            self.init(.badRequest, "\(reason); nothing was stored.")
        case MultipartError.incomplete:
            self.init(.badRequest, "The form has no closing boundary; nothing was stored.")
        case let error as BlobError: self.init(error)
        default: return nil
        }
    }

    /// What a failure of the store means: the one mapping. Trouble on the server's side is 500 on this face, as it
    /// was on the original, a full disk too (`bytes-api.md` §3.7). Errors of the system name files, so their texts are
    /// for the log.
    private init(_ error: BlobError) {
        switch error {
        case .tooLarge(let limit):
            self.init(.contentTooLarge, "A file has at most \(limit) bytes; nothing was stored.")
        case .wrongLength(let announced, let received):
            self.init(
                .badRequest,
                "\(announced) bytes were announced and \(received) came; nothing was stored.")
        case .wrongHash(let algorithm):
            self.init(
                .badRequest,
                "The bytes do not have the digest \(algorithm.fieldKey) that was sent or asked for; nothing was stored."
            )
        case .insufficientStorage:
            self.init(.internalServerError, "There is no space left; nothing was stored.")
        case .busy:
            self.init(.internalServerError, "The system is short of files or memory. Try again.")
            retryAfter = 1
        case .damaged: self.init(.internalServerError, "The stored file is damaged.")
        case .closed, .failed: self.init(.internalServerError, "The store failed.")
        }
    }
}
