import HTTP
import Octets
import Schemas

extension ByteStreamsAPI {
    /// What clients can know of this face before they ask, and the links of the index that lead here.
    package var paths: [PathDescription] {
        Self.table.map { resource in
            let described = resource.description(resources)
            // With uploads that can be resumed problems are told as such.
            guard !UploadPlace.streams.owns(resource.pattern) else { return described }
            return PathDescription(
                described.pattern, entry: Self.entry(of: resource),
                zip(described.operations, resource.controls.filter { $0.bind != nil })
                    .map { operation, control in
                        operation.answering(
                            operation.answers.compactMap { $0.asLine(of: control) })
                    })
        }
    }

    private static func entry(
        of resource: HALResource<ByteStreamsAPI>
    ) -> PathDescription.Entry? {
        let relation: Relation? =
            switch resource.pattern {
            case streamsPattern: .streamCollection
            case queuesPattern: .streamQueues
            case mergePattern: .streamMerge
            default: nil
            }
        guard let relation, let title = relation.title else { return nil }
        return PathDescription.Entry(relation, type: .hal, title: title)
    }
}

extension Answer {
    /// What the machinery answers that all resources share, in the form that it has on this face; nil for what cannot
    /// happen.
    fileprivate func asLine(of control: Control<ByteStreamsAPI>) -> Answer? {
        guard case .problem = content else { return self }
        if control.takesContentCodings, status == .unsupportedMediaType { return nil }
        return Answer(status, meaning, .problemOr([.json, .text]), fields: fields)
    }
}
