import Glibc
import Octets
import Store

/// Opens the store that the configuration names.
enum StoreOpening {
    /// The store, ready to use; or the line and the number that say why there is none.
    static func open(_ configuration: Configuration) throws(StartError) -> any StreamStore {
        switch configuration.store {
        case .memory:
            return MemoryStore(tracksDeletions: !configuration.disableDeletionTracking)
        case .log:
            var options = LogOptions()
            options.tracksDeletions = !configuration.disableDeletionTracking
            options.opensDamaged = configuration.openDamaged
            options.segmentBytes = configuration.segmentBytes
            options.payloadFileBytes = configuration.payloadFileBytes
            options.inFlightLimit = configuration.waitingWrites
            options.inFlightBytes = configuration.waitingBytes
            do throws(LogOpenError) {
                let store = try LogStore.open(directory: configuration.data, options: options)
                for fault in store.faults { Launch.complain("damage: \(fault).") }
                if !store.faults.isEmpty, !options.opensDamaged {
                    Launch.complain("the log is served for reading only; see --open-damaged.")
                }
                return store
            } catch {
                throw StartError(code(of: error), "\(error).")
            }
        }
    }

    /// What a log that does not open ends the process with.
    static func code(of error: LogOpenError) -> ExitCode {
        switch error {
        case .locked: .locked
        case .damaged, .newerFormat: .damaged
        case .worldWritable, .foreign: .configuration
        case .system(let cause, _): cause.code == ENOENT ? .noInput : .inputOutput
        }
    }
}
