import Octets

/// The forms that delete in the stream store: requests without a body (`bytes-api.md` §1).
package enum DeleteByteStreamSchema {
    /// `httpstream:delete`.
    package static let form = form(
        .streamDelete, "Delete the stream", "v1/streams/{id}", variables: ["id"])

    /// `httpstream:delete-queue`.
    package static let queueForm = form(
        .streamDeleteQueue, "Delete the empty queue", "v1/queues/{queue}", variables: ["queue"])

    /// `httpstream:purge-queue`.
    package static let purgeForm = form(
        .streamPurgeQueue, "Delete the queue and its streams", "v1/queues/{queue}?purge=true",
        variables: ["queue"])

    /// `httpstream:clean`.
    package static let cleanForm = form(
        .streamClean, "Delete old streams", "v1/streams", variables: [])

    private static func form(
        _ relation: Relation, _ title: Bytes, _ template: Bytes, variables: [Bytes]
    ) -> Form {
        Form(
            relation, Schema([.dialect, .title(title), .type(.object)]),
            Submission("DELETE", template, variables: variables))
    }
}
