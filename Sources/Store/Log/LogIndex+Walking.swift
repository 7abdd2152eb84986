extension LogIndex {
    /// The nearest existing message of a stream from a version on (itself included) in a direction.
    func live(
        in stream: StreamSlot, from version: Int32, forwards: Bool
    ) -> (position: Int64, entry: Entry)? {
        let floor = stream.versions.floor
        if forwards {
            var at = Int64(max(version, floor))
            while at <= Int64(stream.lastVersion) {
                if let found = live(in: stream, at: Int32(truncatingIfNeeded: at)) { return found }
                at += 1
            }
        } else {
            var at = Int64(min(version, stream.lastVersion))
            while at >= Int64(floor) {
                if let found = live(in: stream, at: Int32(truncatingIfNeeded: at)) { return found }
                at -= 1
            }
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
