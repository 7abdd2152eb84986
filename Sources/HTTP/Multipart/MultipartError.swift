/// Why a multipart body cannot be taken.
package enum MultipartError: Error, Sendable, Hashable {
    /// The body cannot be read; the text says what is wrong.
    case malformed(String)
    /// A limit is passed; the text says which.
    case tooLarge(String)
    /// The body ended before its last boundary.
    case incomplete
    /// The bytes of the body did not come.
    case body(RequestBody.Failure)

    /// How the request is refused.
    package var refusal: Refusal {
        switch self {
        case .malformed(let reason), .tooLarge(let reason): .malformed(reason)
        case .incomplete: .malformed("the multipart body has no closing boundary")
        case .body(let failure): failure.refusal
        }
    }
}
