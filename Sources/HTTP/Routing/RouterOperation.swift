/// An operation as the router keeps it: one object, for the same reason as ``RouterEntry``.
final class RouterOperation: Sendable {
    let operation: Operation

    init(_ operation: Operation) { self.operation = operation }
}
