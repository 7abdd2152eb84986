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

    /// The log with its usual options.
    static let log = log(named: "log") { options in
        // Zeros that nobody will write over only cost time here.
        options.fillAheadBytes = 64 << 10
    }

    /// The log with segments so short that most tests fill several.
    static let shortLog = log(named: "log of short segments") { options in
        options.segmentBytes = 4096
        options.fillAheadBytes = 4096
        options.payloadFileBytes = 0
    }

    /// The log with nearly every payload in a file of its own.
    static let payloadFiles = log(named: "log with payloads in files") { options in
        options.fillAheadBytes = 64 << 10
        options.payloadFileBytes = 1
    }

    /// The log with some payloads in files, over short segments.
    static let someFiles = log(named: "log of short segments, some payloads in files") { options in
        options.segmentBytes = 4096
        options.fillAheadBytes = 4096
        options.payloadFileBytes = 64
    }

    private static func log(
        named name: String, _ adjust: @escaping @Sendable (inout LogOptions) -> Void
    ) -> Backend {
        Backend(testDescription: name, isDurable: true) { wanted in
            let clock = TestClock()
            var options = LogOptions()
            options.tracksDeletions = wanted.tracksDeletions
            options.purgeIntervalMilliseconds = 5
            options.now = { clock.now }
            adjust(&options)
            let directory = try ScratchDirectory()
            return try open(directory, options, clock)
        }
    }

    private static func open(
        _ directory: ScratchDirectory, _ options: LogOptions, _ clock: TestClock
    ) throws -> Subject {
        let store = try LogStore.open(directory: directory.path, options: options)
        return Subject(store: store, clock: clock) {
            await store.close()
            return try open(directory, options, clock)
        }
    }

    /// Every kind there is.
    static let all: [Backend] = [.memory, .log, .shortLog, .payloadFiles, .someFiles]

    /// Those that remember.
    static let durable: [Backend] = all.filter(\.isDurable)
}
