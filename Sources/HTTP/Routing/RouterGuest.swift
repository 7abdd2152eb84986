package import Octets

/// What one API answers at the address of another: of the requests to one path those that it claims. A store of
/// files that is found by `/?file_hash=…` and a server's index share the root in this way.
package struct RouterGuest: Sendable {
    /// The path, as it stands in requests.
    package let path: Bytes
    /// Whether a request is the guest's: by method and target alone, and quickly, on an event loop.
    package let claims: @Sendable (Method, Target) -> Bool
    /// What answers what is claimed. Its pattern is that of the path.
    package let route: Route
    /// How the guest speaks.
    package let dialect: Dialect

    /// A guest at `path`. Its methods are named in the host's Allow.
    package init(
        path: Bytes, route: Route, dialect: Dialect,
        claims: @escaping @Sendable (Method, Target) -> Bool
    ) {
        self.path = path
        self.claims = claims
        self.route = route
        self.dialect = dialect
    }
}
