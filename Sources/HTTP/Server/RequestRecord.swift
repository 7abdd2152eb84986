package import Octets

/// What a log line says of one request.
package struct RequestRecord: Sendable {
    /// The address of the peer: `127.0.0.1:40312`.
    package let peer: String
    /// The method as spelled; empty where no head could be read.
    package let method: Bytes
    /// The request target as spelled; empty where no head could be read.
    package let target: Bytes
    /// The protocol version; nil where no head could be read.
    package let version: Request.Version?
    /// The pattern of the route that answered, if one did.
    package let route: String?
    /// The answer's status; nil if the peer went before there was one.
    package let status: Status?
    /// The bytes of the answer's body that were handed to the kernel or queued for it.
    package let bytesSent: UInt64
    /// From the head's last byte to the answer's last, in microseconds.
    package let microseconds: UInt64
    package let userAgent: Bytes?
    package let referer: Bytes?
    /// The trace that the request belongs to, if it named one.
    package let trace: TraceContext?
}
