/// The files that were made for an append: durable before the append is decided.
final class KeptPayloads: @unchecked Sendable {
    /// What the records say, by the messages' places in the append; nil for payloads that the log holds.
    let references: [PayloadReference?]
    /// What the files are called.
    let names: [PayloadName]
    // The log writer's own.
    /// Whether records refer to them.
    var isUsed = false

    init(references: [PayloadReference?], names: [PayloadName]) {
        self.references = references
        self.names = names
    }
}
