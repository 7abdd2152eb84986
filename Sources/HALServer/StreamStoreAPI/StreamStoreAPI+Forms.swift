import HTTP
import Octets
import Schemas
import Store

extension StreamStoreAPI {
    /// The forms that a resource embeds, by a server that takes at most `limit` messages at once.
    static func forms(of pattern: String, limit: Int) -> [Form] {
        let controls = table.first { $0.pattern == pattern }?.controls ?? []
        return controls.compactMap(\.form).map { $0.taking(limit) }
    }

    /// The form of what a request tried, for trying again; nil where the resource takes no such change.
    func form(for request: Request) -> Form? {
        guard let resource = Self.table.first(where: { $0.pattern == request.route }),
            let stream = try? StreamName.stream(request.parameters["streamID"]),
            resource.pattern == Self.metadataPattern
                ? StreamName.canHaveMetadata(stream) : StreamName.isWritable(stream)
        else { return nil }
        return Self.form(of: resource, triedBy: request)?.taking(maximumMessages)
    }

    /// The form among those of a resource that a request means.
    static func form(of resource: HALResource<StreamStoreAPI>, triedBy request: Request) -> Form? {
        let forms = resource.controls.filter { $0.method == request.method }.compactMap(\.form)
        let isRaw = RawAppend.isMeant(by: request.headers)
        return forms.first { forms.count == 1 || ($0.relation == .appendRaw) == isRaw }
    }
}

extension Form {
    /// The form as a server shows it that takes at most `limit` messages at once.
    func taking(_ limit: Int) -> Form {
        guard relation == .append, limit != AppendSchema.maximumMessages else { return self }
        return AppendSchema.form(limit: limit)
    }
}
