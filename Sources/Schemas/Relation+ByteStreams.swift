/// The relations of the curie `httpstream`. Each has its page `Resources/docs/httpstream/{name}.md`.
extension Relation {
    /// Where streams are saved.
    package static let streamCollection = Relation(
        "streams", curie: "httpstream", title: "Streams of bytes")
    /// A stream, by its id.
    package static let storedStream = Relation(
        "stream", curie: "httpstream", title: "Find a stream")
    /// The bytes of a stream.
    package static let streamContent = Relation(
        "content", curie: "httpstream", title: "Content")
    /// What is known of a stream.
    package static let streamMetadata = Relation(
        "metadata", curie: "httpstream", title: "Metadata")
    /// The list of queues.
    package static let streamQueues = Relation(
        "queues", curie: "httpstream", title: "Queues")
    /// The streams of a queue.
    package static let streamQueue = Relation(
        "queue", curie: "httpstream", title: "Find a queue")
    /// The bytes of the first stream of a queue.
    package static let streamFirst = Relation(
        "first", curie: "httpstream", title: "First stream")
    /// The bytes of the last stream of a queue.
    package static let streamLast = Relation(
        "last", curie: "httpstream", title: "Last stream")
    /// The form that saves a stream.
    package static let streamSave = Relation(
        "save", curie: "httpstream", title: "Save a stream")
    /// The form that saves a stream into a queue.
    package static let streamSaveToQueue = Relation(
        "save-to-queue", curie: "httpstream", title: "Save a stream into the queue")
    /// The form that makes one stream of several.
    package static let streamMerge = Relation(
        "merge", curie: "httpstream", title: "Merge streams")
    /// The form that deletes a stream.
    package static let streamDelete = Relation(
        "delete", curie: "httpstream", title: "Delete the stream")
    /// The form that deletes an empty queue.
    package static let streamDeleteQueue = Relation(
        "delete-queue", curie: "httpstream", title: "Delete the empty queue")
    /// The form that deletes a queue with its streams.
    package static let streamPurgeQueue = Relation(
        "purge-queue", curie: "httpstream", title: "Delete the queue and its streams")
    /// The form that deletes what is too old.
    package static let streamClean = Relation(
        "clean", curie: "httpstream", title: "Delete old streams")

    /// All of them, in the order in which documentation lists them.
    package static let byteStreams: [Relation] = [
        .streamCollection, .streamSave, .storedStream, .streamContent, .streamMetadata,
        .streamDelete, .streamQueues, .streamQueue, .streamFirst, .streamLast, .streamSaveToQueue,
        .streamDeleteQueue, .streamPurgeQueue, .streamMerge, .streamClean,
    ]
}
