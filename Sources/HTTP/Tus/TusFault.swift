package import Octets

/// Why a request of the tus protocol is refused. Nothing of it was done then.
package enum TusFault: Error, Sendable, Hashable {
    /// Tus-Resumable is absent or names another version: 412, with Tus-Version.
    case unsupportedVersion
    /// A field that must be there is not: 400.
    case missing(HeaderName)
    /// A field cannot be taken: 400. The text says why, and continues the field's name.
    case malformed(HeaderName, String)
    /// The Content-Type is not `application/offset+octet-stream`: 415.
    case unsupportedMediaType
    /// The bytes begin elsewhere than where the upload ends: 409. Nothing was added.
    case wrongOffset(UInt64, current: UInt64)
    /// The upload has or would have more bytes than this: 413.
    case tooLarge(limit: UInt64)
    /// The bytes are not those of their checksum: 460. Nothing was added.
    case checksumMismatch
    /// There was such an upload, but its time is over: 410.
    case expired

    /// The status that says so.
    package var status: Status {
        switch self {
        case .unsupportedVersion: .preconditionFailed
        case .missing, .malformed: .badRequest
        case .unsupportedMediaType: .unsupportedMediaType
        case .wrongOffset: .conflict
        case .tooLarge: .contentTooLarge
        case .checksumMismatch: .checksumMismatch
        case .expired: .gone
        }
    }

    /// What is wrong, in a sentence.
    package var reason: Bytes {
        switch self {
        case .unsupportedVersion: "Tus-Resumable must be 1.0.0."
        case .missing(let name): Bytes("\(name.spelling) is missing.")
        case .malformed(let name, let reason): Bytes("\(name.spelling) \(reason).")
        case .unsupportedMediaType: "The bytes come as application/offset+octet-stream."
        case .wrongOffset(let offset, let current):
            Bytes("Upload-Offset is \(offset), but the upload has \(current) bytes.")
        case .tooLarge(let limit): Bytes("The upload may have at most \(limit) bytes.")
        case .checksumMismatch: "The bytes are not those of Upload-Checksum."
        case .expired: "The upload was not completed in time."
        }
    }

    /// The fields that say more, to be sent beside Tus-Resumable.
    package var headers: Headers {
        var headers = Headers()
        switch self {
        case .unsupportedVersion: headers.add(.tusVersion, Tus.version)
        case .wrongOffset(_, let current): headers.add(.uploadOffset, HeaderValue(current))
        default: break
        }
        return headers
    }
}
