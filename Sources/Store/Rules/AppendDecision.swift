package import Octets

/// What an append comes to: the table of `hal-api.md` §6.4 and §6.5. A message's identity is its id
/// alone, within one stream. The decision and the write that follows from it must be one atomic step.
package enum AppendDecision: Hashable, Sendable {
    /// Write all messages, the first at this version; the stream begins to exist if it does not yet.
    case insert(firstVersion: Int32)
    /// Make the stream exist without a message (§6.5).
    case create
    /// Write nothing. All messages stand there already, one behind the other, the first at this version;
    /// nil for an empty batch on a stream that exists. Answer with the stream's head of now.
    case alreadyThere(firstVersion: Int32?)
    /// Write nothing, check nothing: an empty batch that named a version. Answer this version and the
    /// position of the store's newest message (§6.5).
    case unchecked(version: Int32)

    /// Decides about one append.
    ///
    /// - Parameters:
    ///   - messages: the batch, in order.
    ///   - stream: only named in errors.
    ///   - expected: what the caller expects of the stream.
    ///   - head: what the stream is now, writes before this one in the same commit included.
    ///   - versionOf: the version at which an id stands in this stream; nil for an unknown id and for
    ///     that of a deleted message. Asked at most once a message, and not at all on a new stream.
    /// - Throws: ``StoreError/duplicateMessageID(_:)``, ``StoreError/wrongExpectedVersion(_:_:)`` or
    ///   ``StoreError/streamExhausted(_:)``: then nothing may be written.
    package static func decide(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion,
        head: StreamHead, versionOf: (UUID) -> Int32?
    ) throws(StoreError) -> AppendDecision {
        guard !messages.isEmpty else {
            return try decideEmpty(stream, expecting: expected, head: head)
        }
        if let id = repeatedID(in: messages) { throw .duplicateMessageID(id) }
        guard let lastVersion = head.lastVersion else {
            guard head.satisfies(expected) else { throw .wrongExpectedVersion(stream, expected) }
            return try insert(messages.count, behind: -1, in: stream)
        }
        if let first = try run(messages, versionOf: versionOf, stream, expected) {
            let begin: Int32?
            switch expected {
            case .any: begin = first
            case .noStream, .emptyStream: begin = 0
            // The run of the call that this one repeats begins one behind the version it expected.
            case .version(let version): begin = version == .max ? nil : version + 1
            }
            guard begin == first else { throw .wrongExpectedVersion(stream, expected) }
            return .alreadyThere(firstVersion: first)
        }
        guard head.satisfies(expected) else { throw .wrongExpectedVersion(stream, expected) }
        return try insert(messages.count, behind: lastVersion, in: stream)
    }

    private static func decideEmpty(
        _ stream: StreamID, expecting expected: ExpectedVersion, head: StreamHead
    ) throws(StoreError) -> AppendDecision {
        switch expected {
        case .version(let version): return .unchecked(version: version)
        case .any, .noStream: return head.exists ? .alreadyThere(firstVersion: nil) : .create
        case .emptyStream:
            // No message at all is how every stream begins, so this repeats anything that exists.
            guard head.exists else { throw .wrongExpectedVersion(stream, expected) }
            return .alreadyThere(firstVersion: nil)
        }
    }

    private static func insert(
        _ count: Int, behind last: Int32, in stream: StreamID
    ) throws(StoreError) -> AppendDecision {
        guard count <= Int(Int32.max) - Int(last) else { throw .streamExhausted(stream) }
        return .insert(firstVersion: last + 1)
    }

    /// The version at which the batch stands already, message behind message; nil if no message of it is
    /// known. Anything between is a conflict.
    private static func run(
        _ messages: [NewMessage], versionOf: (UUID) -> Int32?, _ stream: StreamID,
        _ expected: ExpectedVersion
    ) throws(StoreError) -> Int32? {
        let first = versionOf(messages[0].id)
        for index in 1..<max(messages.count, 1) {
            let version = versionOf(messages[index].id)
            let wanted = first.map { Int($0) + index }
            guard version.map(Int.init) == wanted else {
                throw .wrongExpectedVersion(stream, expected)
            }
        }
        return first
    }

    /// An id that stands twice in a batch. Sorting instead of hashing: ids come from outside, and a sort
    /// has no worst case that somebody could choose.
    private static func repeatedID(in messages: [NewMessage]) -> UUID? {
        if messages.count <= 8 {
            for index in messages.indices {
                for other in messages.indices[..<index]
                where messages[other].id == messages[index].id {
                    return messages[index].id
                }
            }
            return nil
        }
        let ids = messages.map(\.id).sorted()
        for index in 1..<ids.count where ids[index] == ids[index - 1] { return ids[index] }
        return nil
    }
}
