extension LogIndex {
    /// The nearest existing message of a stream from a version on (itself included) in a direction.
    func live(
        in stream: StreamSlot, from version: Int32, forwards: Bool
    ) -> (position: Int64, entry: Entry)? {
        let floor = stream.versions.floor
        let start = forwards ? max(version, floor) : min(version, stream.lastVersion)
        var next = stream.versions.nearest(start, forwards: forwards)
        while let at = next, forwards ? at <= stream.lastVersion : at >= floor {
            if let found = live(in: stream, at: at) { return found }
            let (beside, overflow) = at.addingReportingOverflow(forwards ? 1 : -1)
            next = overflow ? nil : stream.versions.nearest(beside, forwards: forwards)
        }
        return nil
    }

    /// The existing message of a stream at a version.
    func live(in stream: StreamSlot, at version: Int32) -> (position: Int64, entry: Entry)? {
        guard version >= 0, let position = stream.versions[version],
            var entry = entries[position], entry.stream == stream.number
        else { return nil }
        entry.version = version
        return (position, entry)
    }

    /// Whether a message has expired at `now`, though it may not have been purged yet.
    func hasExpired(_ entry: Entry, at now: Timestamp) -> Bool {
        guard !expiring.isEmpty, let stream = stream(numbered: entry.stream) else { return false }
        return stream.retention.hasExpired(Timestamp(ticks: entry.created), at: now)
    }
}
