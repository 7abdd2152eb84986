/// What a route is called in logs and metrics: one object, which requests and answers point to.
package final class RouteLabel: Sendable {
    /// The whole pattern: `/streams/{streamID}`.
    package let pattern: String
    /// The number that the router gave the route; -1 for none.
    package let number: Int

    /// A label of these parts.
    package init(_ pattern: String, number: Int = -1) {
        self.pattern = pattern
        self.number = number
    }
}
