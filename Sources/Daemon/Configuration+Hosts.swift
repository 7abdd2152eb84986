import HALServer
import HTTP

extension Configuration {
    /// The names under which the server's own pages may write (`hal-api.md` §17.5). Where none are said, a
    /// server that only this machine can reach knows itself by the names of its loopback and by those that it
    /// listens on; one that others reach cannot know how they call it.
    var ownHosts: OwnHosts {
        if hosts.contains("*") { return .any }
        if hosts.isEmpty, !listen.allSatisfy(\.isLoopback) { return .any }
        return OwnHosts(names: ["localhost"] + listen.map(\.host) + hosts)
    }
}

extension ListenAddress {
    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
