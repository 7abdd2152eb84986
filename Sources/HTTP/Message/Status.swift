/// A status code with its reason phrase (RFC 9110 §15). Small, since every answer is handed on with one.
package struct Status: Hashable, Sendable {
    /// The three digits.
    package let code: UInt16
    /// Whether the phrase is sent.
    private let isNamed: Bool

    /// A status of one's own, without a phrase unless it is to have the registered one; prefer the named ones.
    package init(_ code: UInt16, isNamed: Bool = false) {
        self.code = code
        self.isNamed = isNamed
    }

    package static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension Status {
    package static let ok = Status(200, isNamed: true)
    package static let created = Status(201, isNamed: true)
    package static let accepted = Status(202, isNamed: true)
    package static let noContent = Status(204, isNamed: true)
    package static let partialContent = Status(206, isNamed: true)
    package static let seeOther = Status(303, isNamed: true)
    package static let notModified = Status(304, isNamed: true)
    package static let temporaryRedirect = Status(307, isNamed: true)
    package static let permanentRedirect = Status(308, isNamed: true)
    package static let badRequest = Status(400, isNamed: true)
    package static let unauthorized = Status(401, isNamed: true)
    package static let forbidden = Status(403, isNamed: true)
    package static let notFound = Status(404, isNamed: true)
    package static let methodNotAllowed = Status(405, isNamed: true)
    package static let notAcceptable = Status(406, isNamed: true)
    package static let requestTimeout = Status(408, isNamed: true)
    package static let conflict = Status(409, isNamed: true)
    package static let gone = Status(410, isNamed: true)
    package static let preconditionFailed = Status(412, isNamed: true)
    package static let contentTooLarge = Status(413, isNamed: true)
    package static let uriTooLong = Status(414, isNamed: true)
    package static let unsupportedMediaType = Status(415, isNamed: true)
    package static let rangeNotSatisfiable = Status(416, isNamed: true)
    package static let expectationFailed = Status(417, isNamed: true)
    /// Of WebDAV (RFC 4918 §11.3): somebody else is busy with the resource.
    package static let locked = Status(423, isNamed: true)
    package static let requestHeaderFieldsTooLarge = Status(431, isNamed: true)
    /// Of tus, not of the registry: a part of an upload is not what its checksum says.
    package static let checksumMismatch = Status(460, isNamed: true)
    package static let internalServerError = Status(500, isNamed: true)
    package static let notImplemented = Status(501, isNamed: true)
    package static let serviceUnavailable = Status(503, isNamed: true)
    package static let httpVersionNotSupported = Status(505, isNamed: true)
    package static let insufficientStorage = Status(507, isNamed: true)

    /// The phrase behind the code on the status line; empty for a status that has none.
    package var reason: StaticString {
        guard isNamed else { return "" }
        return switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 423: "Locked"
        case 431: "Request Header Fields Too Large"
        case 460: "Checksum Mismatch"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}
