import Octets

/// Something that the writer is asked to do.
enum WriteRequest: Sendable {
    case append(
        [NewMessage], StreamID, ExpectedVersion, KeptPayloads?, Reply<AppendResult>)
    case call(AppendCall)
    case deleteStream(StreamID, ExpectedVersion, Reply<Bool>)
    case deleteMessage(StreamID, MessageKey, Reply<Bool>)
    case truncate(StreamID, before: Int32, Reply<Bool>)
    case setMetadata(StreamMetadata, StreamID, ExpectedVersion, Reply<Int32>)
    /// Delete what has expired.
    case purge(Reply<Bool>)
    /// Seal the active segment if it holds bytes of deleted messages.
    case seal(Reply<Bool>)

    /// How a message is named within its stream.
    enum MessageKey: Sendable {
        case version(Int32)
        case id(UUID)
    }

    /// About how many bytes the request holds.
    var size: Int {
        switch self {
        case .append(let messages, _, _, _, _): messages.reduce(0) { $0 &+ $1.storedLength }
        case .call(let call): call.messages.reduce(0) { $0 &+ $1.storedLength }
        default: 0
        }
    }

    /// Ends the request without an effect.
    func fail(_ error: StoreError) {
        switch self {
        case .append(_, _, _, _, let reply): reply.resume(.failure(error))
        case .call(let call):
            call.result = .failure(error)
            call.finish()?.wake()
        case .setMetadata(_, _, _, let reply): reply.resume(.failure(error))
        case .deleteStream(_, _, let reply), .deleteMessage(_, _, let reply),
            .truncate(_, _, let reply), .purge(let reply), .seal(let reply):
            reply.resume(.failure(error))
        }
    }
}

/// Where the answer to a request goes. It must be used exactly once.
@safe struct Reply<Value: Sendable>: Sendable {
    // Unsafe only in that nobody counts the uses: the writer answers each request once.
    private let continuation: UnsafeContinuation<Result<Value, StoreError>, Never>

    init(_ continuation: UnsafeContinuation<Result<Value, StoreError>, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    func resume(_ result: Result<Value, StoreError>) {
        unsafe continuation.resume(returning: result)
    }
}

/// An answer that waits for the commit on which it depends.
enum Answer {
    case append(Reply<AppendResult>, Result<AppendResult, StoreError>)
    /// The result is in the call.
    case call(AppendCall)
    case flag(Reply<Bool>, Result<Bool, StoreError>)
    case version(Reply<Int32>, Result<Int32, StoreError>)

    /// Gives the answer; `failure` takes its place if the commit failed. Returns the thread that is to be woken
    /// for it, if that does not happen by itself.
    func give(_ failure: StoreError?) -> (any Sleeper)? {
        switch self {
        case .append(let reply, let result): reply.resume(failure.map { .failure($0) } ?? result)
        case .call(let call):
            if let failure { call.result = .failure(failure) }
            return call.finish()
        case .flag(let reply, let result): reply.resume(failure.map { .failure($0) } ?? result)
        case .version(let reply, let result): reply.resume(failure.map { .failure($0) } ?? result)
        }
        return nil
    }
}

extension NewMessage {
    /// The bytes that the message adds to a record, besides the stream's name.
    var storedLength: Int {
        var length = type.count + metadata.count + payload.bytes.count
        if case .other(let contentType) = payload.format { length += contentType.count }
        return length
    }
}
