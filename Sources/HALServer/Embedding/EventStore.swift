import Octets
import Store

/// Where an embedded API keeps its streams.
public struct EventStore: Sendable {
    let store: any StreamStore

    /// A store that forgets everything when the program ends.
    public static func memory() -> EventStore { EventStore(store: MemoryStore()) }

    /// The log in a directory, which is made if it is missing. One process has it at a time; the executable
    /// `halserver` can serve the same directory when this program does not. What was damaged is read as far as
    /// it is good, and not written to.
    ///
    /// - Parameter tracksDeletions: whether deletions are recorded in the stream `$deleted`.
    /// - Throws: ``EmbeddingError/store(_:)`` with a line that says why.
    public static func directory(
        _ path: String, tracksDeletions: Bool = true
    ) throws(EmbeddingError) -> EventStore {
        var options = LogOptions()
        options.tracksDeletions = tracksDeletions
        do throws(LogOpenError) {
            return EventStore(store: try LogStore.open(directory: path, options: options))
        } catch {
            throw .store("\(error)")
        }
    }

    /// Finishes what was accepted and gives the directory free. Requests after this are answered 503.
    public func close() async { await store.close() }
}
