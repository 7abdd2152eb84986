import Octets

/// A value of a structured field (RFC 8941 §3.3).
enum StructuredItem: Sendable, Hashable {
    /// A whole number of at most 15 digits.
    case integer(Int64)
    /// A number with a fraction, as written.
    case decimal(Bytes)
    /// A quoted string, escapes resolved.
    case string(Bytes)
    /// A token.
    case token(Bytes)
    /// A byte sequence, decoded.
    case bytes(Bytes)
    /// A boolean; a member without a value is true.
    case boolean(Bool)
    /// A list in parentheses.
    case list([StructuredItem])
}
