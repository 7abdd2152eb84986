import Octets
import Store
import Testing

/// A kind of store that must keep the rules of ``StreamStore``.
struct Backend: Sendable, CustomTestStringConvertible {
    /// What a test wants of a store.
    struct Options: Sendable {
        var tracksDeletions = true
    }

    let testDescription: String
    /// Whether what was written outlives the store.
    let isDurable: Bool
    /// Opens a new, empty store with a clock that the test moves.
    let open: @Sendable (Options) async throws -> Subject

    /// A new, empty store.
    func make(tracksDeletions: Bool = true) async throws -> Subject {
        try await open(Options(tracksDeletions: tracksDeletions))
    }

    static let memory = Backend(testDescription: "memory", isDurable: false) { options in
        let clock = TestClock()
        let store = MemoryStore(
            tracksDeletions: options.tracksDeletions, purgeInterval: .milliseconds(5)
        ) { clock.now }
        return Subject(store: store, clock: clock, reopenStore: nil)
    }

    /// Every kind there is.
    static let all: [Backend] = [.memory]

    /// Those that remember.
    static let durable: [Backend] = all.filter(\.isDurable)
}
