/// The six kinds of JSON values (RFC 8259 §3).
package enum JSONKind: Hashable, Sendable {
    case object
    case array
    case string
    case number
    /// `true` or `false`.
    case boolean
    case null
}
