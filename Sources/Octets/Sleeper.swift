/// A thread that sleeps while there is nothing for it to do. Whoever gave it something does not wake it at once but
/// when all is given: one call of the system for a list of things, and nobody is woken in the middle of it.
public protocol Sleeper: AnyObject, Sendable {
    /// Has the thread look at what it was given.
    func wake()
}

/// Those that are to be woken once a list of things is given away.
public struct Sleepers {
    /// Mostly there is one.
    private var first: (any Sleeper)?
    private var others: [any Sleeper] = []

    /// Nobody.
    public init() {}

    /// Adds one, if there is one and it is not among them.
    public mutating func add(_ sleeper: (any Sleeper)?) {
        guard let sleeper, sleeper !== first, !others.contains(where: { $0 === sleeper }) else {
            return
        }
        if first == nil { first = sleeper } else { others.append(sleeper) }
    }

    /// Wakes them all.
    public mutating func wake() {
        first?.wake()
        first = nil
        guard !others.isEmpty else { return }
        for sleeper in others { sleeper.wake() }
        others.removeAll(keepingCapacity: true)
    }
}
