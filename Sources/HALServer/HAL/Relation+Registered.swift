import Schemas

/// The registered relations (IANA link relations) that documents use.
extension Relation {
    static let current = Relation("self")
    static let first = Relation("first")
    /// The original's spelling of ``prev``; both are sent (`hal-api.md` §14.8).
    static let previous = Relation("previous")
    static let prev = Relation("prev")
    static let next = Relation("next")
    static let last = Relation("last")
    static let item = Relation("item")
    static let alternate = Relation("alternate")
    static let help = Relation("help")
}
