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
    /// The list that a document belongs to (RFC 6573).
    static let collection = Relation("collection")
    static let describedBy = Relation("describedby")
    /// The schema of what is sent to a resource (RFC 6906).
    static let profile = Relation("profile")
    /// What describes the server to tools (RFC 8631).
    static let serviceDesc = Relation("service-desc", title: "Description for tools")
    /// What describes the server to people (RFC 8631).
    static let serviceDoc = Relation("service-doc", title: "Documentation")
    /// What tells how the server is (RFC 8631).
    static let status = Relation("status")
    /// The list of the APIs here (RFC 9727).
    static let apiCatalog = Relation("api-catalog", title: "API catalog")
}
