import Glibc
import Octets

extension LogWriter {
    /// Has the long payloads of an append written to files, and calls `then` when they are durable: on another thread,
    /// or at once where nothing is tried.
    func keep(
        _ messages: [NewMessage], by keeper: PayloadKeeper,
        then: @escaping @Sendable (Result<KeptPayloads, StoreError>) -> Void
    ) {
        if let obstacle = currentObstacle, obstacle != .insufficientStorage {
            return then(.failure(obstacle))
        }
        keeper.keep(messages) { [self] kept in
            then(kept.mapError { failure(of: $0) })
        }
    }

    /// What a failed call means for the append. As nothing refers to the files, and they are gone, the log is as well
    /// as before, unless a disk does not sync.
    private func failure(of error: KeepingError) -> StoreError {
        switch error {
        case .refused(let error): return error
        case .failed(let error):
            switch error.code {
            case ENOSPC, EDQUOT, EFBIG: return .insufficientStorage
            case EMFILE, ENFILE, ENOMEM: return .busy
            default: return noteSync(error) ?? .failed(error.description)
            }
        }
    }
}
