import Glibc
import HTTP
import Octets
import Store

/// What a failure below means on this face: the one mapping.
extension ByteStreamsFailure {
    /// - Parameters:
    ///   - error: what the store says.
    ///   - path: the file that it was about, as clients know it.
    ///   - call: what was to be done with it, in the original's word; nil for what the system was asked.
    init(_ error: BlobError, _ path: Bytes, doing call: Bytes? = nil) {
        let cause: Cause
        let message: String
        if let system = error.systemError {
            let name = call ?? Self.word(of: system.call)
            cause = .call(name, path: path, code: system.code)
            message = "\(name) \(path): \(Self.reason(system))"
        } else {
            (cause, message) = (.status, Self.message(of: error))
        }
        switch error {
        case .insufficientStorage: self.init(.insufficientStorage, cause, message)
        case .busy:
            self.init(.serviceUnavailable, cause, message)
            headers.add(.retryAfter, "1")
        case .closed:
            self.init(.serviceUnavailable, cause, message)
            headers.add(.retryAfter, "5")
        case .tooLarge: self.init(.contentTooLarge, cause, message)
        case .wrongLength, .wrongHash: self.init(.badRequest, cause, message)
        case .damaged, .failed: self.init(.internalServerError, cause, message)
        }
    }

    /// There is no such file.
    static func missing(_ path: Bytes, doing call: Bytes) -> ByteStreamsFailure {
        ByteStreamsFailure(.notFound, .call(call, path: path, code: ENOENT))
    }

    /// A body that could not be read to its end: nothing of it was stored.
    init(_ failure: RequestBody.Failure) {
        switch failure {
        case .incomplete: self.init(.internalServerError, .unknown, "unexpected EOF")
        case .malformed(let reason): self.init(.badRequest, .unknown, reason)
        case .timedOut:
            self.init(.requestTimeout, .unknown, "The body did not go on for too long.")
        case .tooLarge(let limit):
            self.init(.contentTooLarge, "The body may have at most \(limit) bytes.")
        case .overloaded:
            self.init(
                .serviceUnavailable, "The requests under way occupy all the memory they may.")
            headers.add(.retryAfter, "1")
        }
        closesConnection = true
    }

    private static func message(of error: BlobError) -> String {
        switch error {
        case .wrongHash(let algorithm):
            "The bytes have another \(algorithm.fieldKey) than was sent with them. Nothing was stored."
        case .wrongLength(let announced, let received):
            "\(announced) bytes were announced, \(received) came. Nothing was stored."
        case .tooLarge(let limit): "A stream may have at most \(limit) bytes."
        case .damaged: "The stored bytes are damaged."
        default: "The server is being stopped."
        }
    }

    /// The original's word for a call.
    private static func word(of call: String) -> Bytes {
        switch call {
        case "fsync": "sync"
        case "fallocate", "ftruncate": "write"
        case "fstat", "fstatat": "stat"
        case "EVP", "EVP_DigestInit", "EVP_DigestFinal": "write"
        default: Bytes(call)
        }
    }

    /// The C library's text for an error, as the original spells it: without a capital.
    private static func reason(_ error: SystemError) -> String {
        let text = error.description.dropFirst(error.call.count + 2)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
