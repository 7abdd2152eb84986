/// How a resource takes the Range of a request.
package enum RangeRules: Sendable {
    /// What cannot be read counts as absent, and several ranges come as parts where that is not longer than
    /// twice the whole (RFC 9110 §14.2, §17.15).
    case lenient
    /// As static files are served by Go's `http.ServeContent`, which clients of the stream store know: byte
    /// ranges that cannot be read are refused (416 without Content-Range), and several come as parts unless
    /// they add up to more than the whole. Another unit than bytes still counts as absent, blanks around
    /// the dash are passed over, and no suffix of nothing is answered (RFC 9110 §14.1.2).
    case staticFiles
}
