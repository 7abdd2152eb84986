import HTTP
import JSON
import Octets

/// A media type in which a resource is shown, as its line in the table lists it. HAL comes first: it is what
/// a client gets that accepts everything. Documents link to the others (`alternate`), and those back by
/// `Link` fields (RFC 8288).
struct Representation: Sendable, Hashable {
    let type: MediaType
    /// What links to it are titled.
    let title: Bytes
    /// What sets its ETag apart from those of the others at the same address: `atom` for `"9;atom"`. Empty
    /// for HAL (`hal-api.md` §14.20).
    let mark: Bytes

    init(_ type: MediaType, title: Bytes, mark: Bytes) {
        self.type = type
        self.title = title
        self.mark = mark
    }

    static let hal = Representation(.hal, title: "HAL", mark: "")
    static let html = Representation(.html, title: "Web page", mark: "html")
}

extension HALDocument {
    /// Links to the further representations of the document's resource: always an array, so that the
    /// relation never flips between one link and several. Nothing where there are none. `href` is that of
    /// `self`.
    mutating func alternates(
        _ representations: [Representation], href: (inout ByteWriter) -> Void
    ) {
        guard representations.contains(where: { $0.type != .hal }) else { return }
        name(.alternate)
        json.beginArray()
        for representation in representations where representation.type != .hal {
            json.beginObject()
            json.name("href")
            json.text(href)
            json.name("type")
            json.value(representation.type.essence)
            json.name("title")
            json.value(representation.title)
            json.endObject()
        }
        json.endArray()
    }
}

extension Array where Element == Representation {
    /// Makes an endpoint that is asked for each of these one whose answers tell them apart and lead to the
    /// others. The endpoint finds the chosen one in ``Request/negotiated``, and need know nothing of marks.
    func wrapping(_ endpoint: @escaping Endpoint) -> Endpoint {
        guard count > 1 else { return endpoint }
        return { request in
            guard let chosen = self.first(where: { $0.type == request.negotiated }),
                !chosen.mark.isEmpty
            else { return try await endpoint(request) }
            var response = try await endpoint(request.withoutMark(chosen.mark))
            let type = response.headers[.contentType].flatMap { MediaType(contentType: $0) }
            // A refusal may be HAL whatever was asked for.
            guard type == chosen.type || response.status == .notModified else { return response }
            response.mark(chosen.mark)
            if response.status != .notModified {
                self.link(to: request.target, without: chosen, &response.headers)
            }
            return response
        }
    }

    /// Adds the Link field of an answer that is not HAL.
    private func link(
        to target: Target, without chosen: Representation, _ headers: inout Headers
    ) {
        let address = target.reference(from: Hrefs(path: target.path))
        var writer = ByteWriter(capacity: 512)
        for representation in self where representation != chosen {
            if writer.count > 0 { writer.append(", ") }
            writer.append("<")
            writer.append(address)
            writer.append(">; rel=\"alternate\"; type=\"")
            writer.append(representation.type.essence)
            writer.append("\"; title=\"")
            writer.append(representation.title)
            writer.append("\"")
        }
        if let field = HeaderValue(writer.finish()) { headers.add(.link, field) }
    }
}
