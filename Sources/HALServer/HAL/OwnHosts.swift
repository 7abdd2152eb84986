import Octets

/// The names under which this server is reached. A browser tells the truth of the page's origin, but the name in
/// it may be anybody's: a foreign name can be made to lead to this machine's address (DNS rebinding), and
/// then a foreign page looks like one of ours. So it is not enough that the Origin of a write is the host that
/// it was sent to: that host must be ours (`hal-api.md` §17.5).
package struct OwnHosts: Sendable, Hashable {
    /// The names, in any case; nil for whatever a request calls the server.
    private let names: [Bytes]?

    /// Whatever a request calls the server.
    package static let any = OwnHosts(nil)

    /// These names, and every numeric address: those cannot be made to lead elsewhere.
    package init(names: [String]) { self.init(names.map { Bytes($0) }) }

    private init(_ names: [Bytes]?) { self.names = names }

    /// Whether the host of an authority (`example.org:5000`) is one of ours.
    func contain(_ authority: Bytes) -> Bool {
        guard let names else { return true }
        let host = Self.host(of: authority)
        if Self.isNumeric(host) { return true }
        return names.contains { $0.span.equalsIgnoringASCIICase(host.span) }
    }

    /// The authority without its port, and without the dot that may end a full name.
    private static func host(of authority: Bytes) -> Bytes {
        let span = authority.span
        if span.count > 0, span[0] == UInt8(ascii: "[") {
            guard let end = span.firstIndex(of: UInt8(ascii: "]")) else { return authority }
            return authority[0..<(end + 1)]
        }
        var end = span.firstIndex(of: UInt8(ascii: ":")) ?? span.count
        if end > 1, span[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return authority[0..<end]
    }

    /// Whether a host is an address: in brackets, or four decimal numbers. No registered name ends in one.
    private static func isNumeric(_ host: Bytes) -> Bool {
        let span = host.span
        guard span.count > 0 else { return false }
        if span[0] == UInt8(ascii: "[") { return span[span.count - 1] == UInt8(ascii: "]") }
        var dots = 0
        for index in span.indices {
            if span[index] == UInt8(ascii: ".") {
                dots += 1
            } else if !span[index].isASCIIDigit {
                return false
            }
        }
        return dots == 3
    }
}
