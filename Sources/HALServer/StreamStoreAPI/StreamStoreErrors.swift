import HTTP
import Octets
import Store

/// What a failure of the store means on this face: the one mapping.
extension Problem {
    init(_ error: StoreError) {
        switch error {
        case .wrongExpectedVersion(let stream, let expected):
            self.init(
                .conflict, type: "WrongExpectedVersionException", title: "Wrong expected version.",
                detail: "The expected version is wrong. Stream: \(stream), "
                    + "expected version: \(expected.headerValue).")
            carriesForm = true
        case .duplicateMessageID(let id):
            self.init(
                .conflict, type: "WrongExpectedVersionException", title: "Wrong expected version.",
                detail: "The message id \(id) stands twice in one append.")
            carriesForm = true
        case .streamExhausted(let stream):
            self.init(.conflict, "The stream \(stream) has no versions left.")
        case .tooLarge(let limit):
            self.init(.contentTooLarge, "One append takes at most \(limit) bytes.")
        case .insufficientStorage:
            self.init(
                .insufficientStorage,
                "There is no space left. Nothing was written; try again when there is.")
        case .busy:
            self = Problem(
                .serviceUnavailable,
                "Too many writes are waiting, or the system is short of files or memory. Try again."
            )
            .with(.retryAfter, "1")
        case .readOnly(let reason):
            self = Problem(.serviceUnavailable, "The store takes no writes: \(reason)")
                .with(.retryAfter, "60")
        case .closed:
            self = Problem(.serviceUnavailable, "The server is being stopped.")
                .with(.retryAfter, "5")
        // Texts of these name files; they are for the log, not for strangers.
        case .damaged: self.init(.internalServerError, "A stored record is damaged.")
        case .failed: self.init(.internalServerError, "The store could not be read.")
        }
    }
}
