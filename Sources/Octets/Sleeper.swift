/// A thread that sleeps while there is nothing for it to do. Whoever gave it something does not wake it at once but
/// when all is given: one call of the system for a list of things, and nobody is woken in the middle of it.
public protocol Sleeper: AnyObject, Sendable {
    /// Has the thread look at what it was given.
    func wake()
}

/// Those that are to be woken once a list of things is given away.
public struct Sleepers {
    private var sleepers: [any Sleeper] = []

    /// Nobody.
    public init() {}

    /// Adds one, if there is one and it is not among them.
    public mutating func add(_ sleeper: (any Sleeper)?) {
        guard let sleeper, !sleepers.contains(where: { $0 === sleeper }) else { return }
        sleepers.append(sleeper)
    }

    /// Wakes them all.
    public mutating func wake() {
        for sleeper in sleepers { sleeper.wake() }
        sleepers.removeAll(keepingCapacity: true)
    }
}
