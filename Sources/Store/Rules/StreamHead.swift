/// What the rules need to know of a stream before they decide about a write.
package struct StreamHead: Hashable, Sendable {
    /// The version of the last appended message, also if that message was deleted since; -1 where the
    /// stream has never held one; nil where the stream does not exist.
    package let lastVersion: Int32?

    /// A stream whose last message has (or had) `lastVersion`: -1 for an empty stream, nil for none.
    package init(lastVersion: Int32?) { self.lastVersion = lastVersion }

    /// No such stream.
    package static let missing = StreamHead(lastVersion: nil)

    /// Whether the stream exists, be it without a message.
    package var exists: Bool { lastVersion != nil }

    /// Whether `expected` is the state of this very moment (`hal-api.md` §6.2). Says nothing of
    /// repeats: ``AppendDecision`` does.
    package func satisfies(_ expected: ExpectedVersion) -> Bool {
        switch expected {
        case .any: true
        case .noStream: !exists
        case .emptyStream: lastVersion == -1
        case .version(let version): version >= 0 && lastVersion == version
        }
    }
}
