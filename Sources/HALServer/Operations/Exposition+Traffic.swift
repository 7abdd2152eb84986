import HTTP
import Octets

extension Exposition {
    /// What the engine counted.
    mutating func add(_ traffic: Traffic) {
        durations(traffic)
        single(
            "http_server_requests_in_flight", .gauge, "Requests being answered.",
            traffic.requestsInFlight)
        single(
            "http_server_connections", .gauge, "Open connections.", traffic.openConnections)
        single(
            "http_server_connections_accepted", .counter, "Connections let in.",
            traffic.acceptedConnections)
        single(
            "http_server_connections_refused", .counter,
            "Connections turned away because there were too many.", traffic.refusedConnections)
        single(
            "http_server_received_bytes", .counter, unit: "bytes", "Bytes read from clients.",
            traffic.receivedBytes)
        single(
            "http_server_sent_bytes", .counter, unit: "bytes", "Bytes sent to clients.",
            traffic.sentBytes)
    }

    private mutating func durations(_ traffic: Traffic) {
        let name: StaticString = "http_server_request_duration_seconds"
        family(
            name, .histogram, unit: "seconds",
            "From a request's last header byte to the last byte of its answer.")
        let requests = traffic.requests.sorted { Self.order($0.kind) < Self.order($1.kind) }
        for (kind, durations) in requests {
            let labels = Labels([
                ("method", Bytes(kind.method?.rawValue ?? "other")),
                ("route", Bytes(kind.route ?? "unmatched")),
                ("status", kind.status.map { Bytes("\($0)") } ?? "none"),
            ])
            var sum: UInt64 = 0
            for (index, count) in durations.counts.enumerated() {
                sum &+= count
                let bound = index < Traffic.bounds.count ? Traffic.bounds[index] : .max
                let reached = sum
                sample(name, "_bucket", labels: labels, upTo: bound) {
                    $0.append(decimal: reached)
                }
            }
            sample(name, "_sum", labels: labels) { $0.append(seconds: durations.nanoseconds) }
            let count = sum
            sample(name, "_count", labels: labels) { $0.append(decimal: count) }
        }
    }

    /// The order in which kinds are shown, so that two texts can be compared line by line.
    private static func order(_ kind: Traffic.Kind) -> (Bytes, Bytes, UInt16) {
        (Bytes(kind.route ?? "~"), Bytes(kind.method?.rawValue ?? "~"), kind.status ?? 0)
    }
}
