package import Octets

/// A request whose head is complete and checked; its body may still be on the way.
package struct Request: Sendable {
    /// The protocol version a request named. Anything from 1.1 on below 2 counts as 1.1.
    package enum Version: Sendable, Hashable { case http10, http11 }

    package let method: Method
    package let target: Target
    package let version: Version
    package var headers: Headers
    package let body: RequestBody
    private let origin: Origin
    /// Path segments that the route's pattern bound, decoded once.
    package var parameters: PathParameters
    /// The route that answers; nil until one matched.
    package internal(set) var label: RouteLabel?
    /// The pattern of the route that answers; nil until one matched.
    package var route: String? { label?.pattern }
    /// The media type that the answer should have, chosen from what the operation produces; nil where it
    /// does not negotiate.
    package var negotiated: MediaType?
    /// The trace that the request belongs to; nil where it names none.
    package var trace: TraceContext?

    /// A request. Tests and in-process callers make them as the engine does.
    package init(
        method: Method, target: Target, version: Version = .http11, headers: Headers = Headers(),
        body: RequestBody = .empty, peer: String = ""
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
        origin = .named(peer)
        parameters = PathParameters()
        trace = TraceContext(headers)
    }

    /// A request as it came over a connection.
    init(_ head: RequestHead, _ method: Method, _ body: RequestBody, from peer: Peer) {
        self.method = method
        target = head.target
        version = head.version
        headers = head.headers
        self.body = body
        origin = .connected(peer)
        parameters = PathParameters()
        trace = TraceContext(headers)
    }

    /// Who sent it.
    private enum Origin: Sendable {
        /// What was connected; its name is made when it is asked for.
        case connected(Peer)
        case named(String)
    }

    /// The address of the peer, for the log: `127.0.0.1:40312`.
    package var peer: String {
        switch origin {
        case .connected(let peer): peer.description
        case .named(let name): name
        }
    }
}

/// The path segments that a pattern's names bound.
package struct PathParameters: Sendable {
    private var bindings: [(name: String, value: Bytes)] = []

    package init() {}

    /// The decoded segment bound to `name`, or nil.
    package subscript(name: String) -> Bytes? {
        get { bindings.first { $0.name == name }?.value }
        set {
            if !bindings.isEmpty { bindings.removeAll { $0.name == name } }
            if let newValue { bindings.append((name, newValue)) }
        }
    }
}
