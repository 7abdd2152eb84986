/// What a filtered read may still look at (``StreamQuery/scanLimit``, ``StreamQuery/scanByteLimit``). Every
/// backend spends alike, so that all of them end a page at the same message.
package struct ScanBudget {
    private var messages: Int
    private var bytes: Int
    private var hasSpent = false

    /// All that a query allows, in one direction.
    package init(_ query: StreamQuery) {
        messages = query.scanLimit
        bytes = query.scanByteLimit
    }

    /// Spends what looking at one more message costs. False, and nothing is spent, if that is too much; the
    /// first message may cost anything, so that every read comes further.
    package mutating func spend(_ cost: Int) -> Bool {
        guard !hasSpent || (messages > 0 && bytes >= cost) else { return false }
        hasSpent = true
        messages -= messages > 0 ? 1 : 0
        bytes -= min(bytes, cost)
        return true
    }
}
