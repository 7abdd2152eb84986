/// A route as the router keeps it: one object, so that pointing to it costs one reference count.
final class RouterEntry: Sendable {
    let route: Route
    /// The whole pattern, the mount's prefix included, and the place in the router's list.
    let label: RouteLabel
    /// The names that the pattern binds, from left to right.
    let names: [String]
    let dialect: Dialect
    /// The methods of the Allow field, those of guests at the same address included.
    let allowed: [Method]
    /// What each method leads to, by the method's number.
    private let operations: [RouterOperation?]

    /// - Parameter guests: What others answer at the same address.
    init(
        _ route: Route, _ pattern: PathPattern, number: Int, dialect: Dialect,
        guests: [Route] = []
    ) {
        self.route = route
        let known = Set(([route] + guests).flatMap(\.allowed))
        allowed = Method.allCases.filter(known.contains)
        label = RouteLabel(pattern.text, number: number)
        names = pattern.names
        self.dialect = dialect
        var operations = [RouterOperation?](repeating: nil, count: Method.allCases.count)
        for (method, operation) in route.operations {
            operations[method.number] = RouterOperation(operation)
        }
        // GET answers HEAD too (RFC 9110 §9.3.2).
        if operations[Method.head.number] == nil {
            operations[Method.head.number] = operations[Method.get.number]
        }
        self.operations = operations
    }

    /// The operation that answers a method, if there is one.
    func operation(_ method: Method) -> RouterOperation? { operations[method.number] }
}
