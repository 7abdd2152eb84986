/// The relations of the curie `streamStore`. Each has its page `Resources/docs/{name}.md`.
extension Relation {
    /// The entry to everything.
    package static let index = Relation("index", curie: "streamStore", title: "Index")
    /// A stream by its name.
    package static let find = Relation("find", curie: "streamStore", title: "Find a Stream")
    /// The list of streams.
    package static let feedBrowser = Relation(
        "feed-browser", curie: "streamStore", title: "Browse Streams")
    /// A page of messages: of all streams or of one.
    package static let feed = Relation("feed", curie: "streamStore")
    /// Messages of some types and streams only.
    package static let filter = Relation(
        "filter", curie: "streamStore", title: "Filter Messages")
    /// One message.
    package static let message = Relation("message", curie: "streamStore")
    /// What was said of a stream, and the form that says it.
    package static let metadata = Relation("metadata", curie: "streamStore")
    /// The bytes that a message carries.
    package static let payload = Relation("payload", curie: "streamStore")
    /// The form that appends messages of JSON.
    package static let append = Relation(
        "append", curie: "streamStore", title: "Append to Stream")
    /// The form that appends bytes of any media type.
    package static let appendRaw = Relation(
        "append-raw", curie: "streamStore", title: "Append Bytes to Stream")
    /// The form that deletes a stream.
    package static let deleteStream = Relation(
        "delete-stream", curie: "streamStore", title: "Delete Stream")
    /// The form that deletes a message.
    package static let deleteMessage = Relation(
        "delete-message", curie: "streamStore", title: "Delete Stream Message")
    /// What the server did and how it is, in numbers.
    package static let metrics = Relation("metrics", curie: "streamStore", title: "Metrics")

    /// All of them, in the order in which documentation lists them.
    package static let streamStore: [Relation] = [
        .index, .find, .feedBrowser, .feed, .filter, .message, .payload, .append, .appendRaw,
        .metadata, .deleteStream, .deleteMessage, .metrics,
    ]
}
