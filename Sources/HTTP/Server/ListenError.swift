package import Octets

/// An address on which the server cannot listen.
package struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The address as it was asked for.
    package let address: ListenAddress
    /// The call that failed; `EADDRINUSE` where somebody else listens there.
    package let cause: SystemError

    package var description: String { "cannot listen on \(address): \(cause)" }
}
