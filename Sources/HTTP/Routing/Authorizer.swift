/// Decides who may do what, before a body is read or anything is looked up. Throws
/// ``Refusal/unauthorized(challenge:)`` or ``Refusal/forbidden(_:)``.
package typealias Authorizer = @Sendable (Request) async throws(Refusal) -> Void
