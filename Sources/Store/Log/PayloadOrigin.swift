import Octets

/// Whose payload it is that a record has, or refers to.
struct PayloadOrigin {
    /// The message's id.
    let id: UUID
    /// The payload's length in bytes.
    let length: Int
    /// Nil where the payload stands in the record.
    let reference: PayloadReference?

    /// What the payload's file is called; nil where it has none.
    var name: PayloadName? {
        reference.map { PayloadName(id: id, number: $0.number) }
    }
}
