/// Decides who may do what, before a body is read or anything is looked up, from the request's head alone: it
/// runs on the connection's loop and waits for nothing. Throws ``Refusal/unauthorized(challenge:)`` or
/// ``Refusal/forbidden(_:)``.
package typealias Authorizer = @Sendable (Request) throws(Refusal) -> Void
