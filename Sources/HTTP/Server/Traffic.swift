/// What passed through a server, in numbers: connections, bytes, and how long requests took.
package struct Traffic: Sendable {
    /// Requests of one method to one route with one status. There are as many kinds as the server has routes,
    /// methods and statuses: nothing that a client sends makes one.
    package struct Kind: Sendable, Hashable {
        /// Nil where there was no head, or its method is not known here.
        package let method: Method?
        /// The pattern of the route; nil where none answered.
        package let route: String?
        /// The status code; nil where the peer went before there was one.
        package let status: UInt16?
    }

    /// How long the requests of a kind took.
    package struct Durations: Sendable {
        /// How many took at most as long as the bound of the same index in ``Traffic/bounds``, but longer than
        /// the one before; and in one more place those that took longer than all bounds.
        package fileprivate(set) var counts: [UInt64]
        /// All their time together, in nanoseconds.
        package fileprivate(set) var nanoseconds: UInt64
    }

    /// The bounds that requests are sorted by, in nanoseconds: from what a page out of memory takes to what
    /// somebody waits for.
    package static let bounds: [UInt64] = [
        100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
        50_000_000, 100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 5_000_000_000,
    ]
    /// The words that a kind's numbers have: one for each bound, one behind them, and the sum.
    private static let stride = bounds.count + 2

    /// Connections that were let in.
    package internal(set) var acceptedConnections: UInt64 = 0
    /// Connections that were one too many.
    package internal(set) var refusedConnections: UInt64 = 0
    /// Connections that are there now.
    package internal(set) var openConnections: UInt64 = 0
    /// Requests that are being answered now.
    package internal(set) var requestsInFlight: UInt64 = 0
    /// Bytes that were read from sockets.
    package internal(set) var receivedBytes: UInt64 = 0
    /// Bytes that were written to sockets.
    package internal(set) var sentBytes: UInt64 = 0

    private var kinds: [Kind] = []
    /// ``stride`` words for each kind.
    private var words: [UInt64] = []
    /// Where a kind stands, by the numbers of its route, method and status.
    private var places: [UInt64: Int] = [:]
    /// The kind of the last request, which often is that of the next.
    private var last: (key: UInt64, place: Int) = (.max, 0)

    package init() {}

    /// The kinds of requests that there were, and how long they took.
    package var requests: [(kind: Kind, durations: Durations)] {
        kinds.indices.map { index in
            let start = index * Self.stride
            let end = start + Self.bounds.count + 1
            return (
                kinds[index],
                Durations(counts: Array(words[start..<end]), nanoseconds: words[end])
            )
        }
    }

    /// Counts a request.
    mutating func add(
        _ method: Method?, _ route: RouteLabel?, _ status: Status?, nanoseconds: UInt64
    ) {
        let key =
            UInt64(truncatingIfNeeded: (route?.number ?? -1) &+ 1) &<< 32
            | UInt64(truncatingIfNeeded: method?.number ?? 15) &<< 16 | UInt64(status?.code ?? 0)
        if last.key != key {
            last = (
                key,
                place(of: key, Kind(method: method, route: route?.pattern, status: status?.code))
            )
        }
        let start = last.place &* Self.stride
        var index = 0
        let bounds = Self.bounds
        while index < bounds.count, nanoseconds > bounds[index] { index &+= 1 }
        guard start &+ Self.stride <= words.count else { return }
        words[start &+ index] &+= 1
        words[start &+ bounds.count &+ 1] &+= nanoseconds
    }

    private mutating func place(of key: UInt64, _ kind: @autoclosure () -> Kind) -> Int {
        if let place = places[key] { return place }
        let place = kinds.count
        places[key] = place
        kinds.append(kind())
        words.append(contentsOf: repeatElement(0, count: Self.stride))
        return place
    }

    /// Adds what another loop counted.
    mutating func add(_ other: Traffic) {
        acceptedConnections &+= other.acceptedConnections
        refusedConnections &+= other.refusedConnections
        openConnections &+= other.openConnections
        requestsInFlight &+= other.requestsInFlight
        receivedBytes &+= other.receivedBytes
        sentBytes &+= other.sentBytes
        for (key, from) in other.places {
            let to = place(of: key, other.kinds[from]) * Self.stride
            for index in 0..<Self.stride {
                words[to + index] &+= other.words[from * Self.stride + index]
            }
        }
    }
}
