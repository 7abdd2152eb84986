package import Octets

extension StreamQuery {
    /// Whether messages of a stream belong to what this query reads, by the stream's name alone: the
    /// prefix, and that system streams are left out of the all-stream unless the prefix begins with `$`
    /// (`hal-api.md` §14.22).
    package func includes(stream: StreamID) -> Bool {
        if source == .all, stream.isSystem, streamPrefix.isEmpty { return false }
        return streamPrefix.isEmpty || stream.bytes.span.starts(with: streamPrefix.span)
    }

    /// What looking at a message costs: its bytes, if its type must be read and nothing tells before that
    /// it does not belong to the page.
    package func scanCost(bytes: Int, isIncluded: Bool) -> Int {
        types.isEmpty || !isIncluded ? 0 : bytes
    }

    /// Whether messages of a type belong to what this query reads.
    package func includes(type: Bytes) -> Bool {
        if types.isEmpty { return true }
        for wanted in types where wanted == type { return true }
        return false
    }
}
