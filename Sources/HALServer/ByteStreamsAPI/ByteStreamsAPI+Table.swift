import HTTP
import Octets
package import Schemas

extension ByteStreamsAPI {
    /// The patterns that are looked up in the table.
    static let pingPattern = "/ping"
    static let streamsPattern = "/v1/streams"
    static let streamPattern = "/v1/streams/{id}"
    static let metadataPattern = "/v1/streams/{id}/metadata"
    static let queuesPattern = "/v1/queues"
    static let queuePattern = "/v1/queues/{queue}"
    static let mergePattern = "/v1/merge"

    /// How documents are shown.
    private static let shown: [Representation] = [.halAsJSON, .halForms, .html]

    /// Everything there is at this face (`bytes-api.md` §1).
    static let table: [HALResource<ByteStreamsAPI>] =
        lines + HALResource.uploads(at: .streams, as: shown) { $0.uploads }

    /// All but the uploads that can be resumed.
    private static let lines: [HALResource<ByteStreamsAPI>] = [
        HALResource(
            streamsPattern, .streamCollection,
            [
                .read(shown, immediate: { $0.streams.read }).described(.byteStreams),
                .change(.post, SaveStreamSchema.form) { $0.streams.save }
                    .keepingBodies().described(.saveStream),
                .change(.put, SaveStreamSchema.form) { $0.streams.save }
                    .keepingBodies().described(.putStream),
                .change(.delete, DeleteByteStreamSchema.cleanForm) { $0.streams.clean }
                    .keepingBodies().described(.cleanStreams),
            ]),
        HALResource(
            streamPattern, .streamContent,
            [
                .read([]) { $0.stream.read }.described(.byteStream),
                .change(.delete, DeleteByteStreamSchema.form) { $0.stream.delete }
                    .keepingBodies().described(.deleteByteStream),
            ]),
        HALResource(
            metadataPattern, .streamMetadata,
            [.read(shown) { $0.stream.readMetadata }.described(.byteStreamMetadata)]),
        HALResource(
            "/v1/streams/{id}/next", nil,
            [.read([]) { $0.stream.readNext }.described(.nextByteStream)]),
        HALResource(
            "/v1/streams/{id}/previous", nil,
            [.read([]) { $0.stream.readPrevious }.described(.previousByteStream)]),
        HALResource(
            queuesPattern, .streamQueues,
            [.read([.halAsJSON, .html]) { $0.queues.read }.described(.byteQueues)]),
        HALResource(
            queuePattern, .streamQueue,
            [
                .read(shown) { $0.queue.read }.described(.byteQueue),
                .change(.post, SaveStreamSchema.queueForm) { $0.queue.save }
                    .keepingBodies().described(.saveToQueue),
                .change(.put, SaveStreamSchema.queueForm) { $0.queue.save }
                    .keepingBodies().described(.putToQueue),
                .change(.delete, DeleteByteStreamSchema.queueForm) { $0.queue.delete }
                    .keepingBodies().described(.deleteQueue),
                .form(.delete, DeleteByteStreamSchema.purgeForm),
            ]),
        HALResource(
            "/v1/queues/{queue}/first", .streamFirst,
            [.read([]) { $0.queue.readFirst }.described(.firstByteStream)]),
        HALResource(
            "/v1/queues/{queue}/last", .streamLast,
            [.read([]) { $0.queue.readLast }.described(.lastByteStream)]),
        HALResource(
            mergePattern, .streamMerge,
            [
                .read(shown, immediate: { $0.merge.read }).described(.byteStreamMerge),
                .change(.post, MergeStreamsSchema.form) { $0.merge.merge }
                    .described(.mergeByteStreams),
            ]),
        HALResource(
            pingPattern, nil, [.read([], immediate: { $0.ping }).described(.ping)]),
    ]

    /// The relations that have documentation, in the order in which one would read of them.
    package static var documented: [Relation] { Relation.byteStreams + Relation.streamUploads }

    /// Every form, with its schema.
    package static let forms: [Form] = table.flatMap(\.controls).compactMap(\.form)

    /// The media types in which a resource is shown.
    static func representations(of pattern: String) -> [Representation] {
        table.first { $0.pattern == pattern }?.representations ?? []
    }

    /// Whether documents of a resource are for those only who name their media type: for others nothing is there, as
    /// in the original.
    static func isShownByName(_ pattern: String) -> Bool {
        pattern == streamsPattern || pattern == mergePattern
    }
}
