import HTTP
import JSON
import Octets

/// A media type in which a resource is shown, as its line in the table lists it. HAL comes first: it is what
/// a client gets that accepts everything. Documents link to the others (`alternate`), and those back by
/// `Link` fields (RFC 8288).
struct Representation: Sendable, Hashable {
    let type: MediaType
    /// Other names of the media type that clients may ask for, and then get.
    let aliases: [MediaType]
    /// What links to it are titled.
    let title: Bytes
    /// What sets its ETag apart from those of the others at the same address: `atom` for `"9;atom"`. Empty
    /// for HAL (`hal-api.md` §14.20).
    let mark: Bytes
    /// What makes it of the endpoint's HAL; nil where endpoints write it themselves.
    let maker: (any RepresentationMaker)?
    /// What stands behind the address in an `alternate` link, prepared: every page has several.
    fileprivate let linkEnding: Bytes

    init(
        _ type: MediaType, aliases: [MediaType] = [], title: Bytes, mark: Bytes,
        maker: (any RepresentationMaker)? = nil
    ) {
        self.type = type
        self.aliases = aliases
        self.title = title
        self.mark = mark
        self.maker = maker
        var json = JSONWriter(capacity: 96)
        json.name("type")
        json.value(type.essence)
        json.name("title")
        json.value(title)
        json.endObject()
        linkEnding = json.finish()
    }

    static let hal = Representation(.hal, title: "HAL", mark: "")

    /// Media type and mark say which one it is.
    static func == (one: Representation, other: Representation) -> Bool {
        one.type == other.type && one.mark == other.mark
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(mark)
    }
}

extension HALDocument {
    /// Links to the further representations of the document's resource: always an array, so that the
    /// relation never flips between one link and several. Nothing where there are none. `href` is that of
    /// `self`; `other` is one that has an address of its own.
    mutating func alternates(
        _ representations: [Representation], and other: Link? = nil,
        href: (inout ByteWriter) -> Void
    ) {
        guard other != nil || representations.count > 1 else { return }
        name(.alternate)
        json.beginArray()
        var address = 0..<0
        // Through a span: an array would hand out copies with all that they own retained.
        let representations = representations.span
        for index in representations.indices where !representations[index].mark.isEmpty {
            json.prepareValue()
            json.bytes.append("{\"href\":\"")
            if address.isEmpty {
                let start = json.bytes.count
                href(&json.bytes)
                address = start..<json.bytes.count
            } else {
                json.bytes.append(repeating: address)
            }
            json.bytes.append("\",")
            json.bytes.append(representations[index].linkEnding)
        }
        other?.write(into: &json)
        json.endArray()
    }
}

extension Array where Element == Representation {
    /// Makes an endpoint that is asked for each of these one whose answers tell them apart and lead to the
    /// others. The endpoint finds the chosen one in ``Request/negotiated``, and need know nothing of marks.
    func wrapping(_ endpoint: Endpoint) -> Endpoint {
        guard count > 1 else { return endpoint }
        return endpoint.between(
            { self.unmarked($0) }, { self.mark(&$0, $1) },
            on: { self.marked(for: $1)?.maker?.threads(for: $0) })
    }

    /// What a request asks for, where it is neither the first representation nor goes without a mark.
    private func marked(for request: Request) -> Representation? {
        guard let asked = request.negotiated, asked != self[0].type,
            let chosen = first(where: { $0.type == asked || $0.aliases.contains(asked) }),
            !chosen.mark.isEmpty
        else { return nil }
        return chosen
    }

    /// The request as the endpoint sees it, where that is another.
    private func unmarked(_ request: Request) -> Request? {
        guard let chosen = marked(for: request) else { return nil }
        var unmarked = request.withoutMark(chosen.mark)
        unmarked.negotiated = chosen.type
        return unmarked
    }

    /// Tells the endpoint's answer apart from those of the others, and has it lead to them.
    private func mark(_ response: inout Response, _ request: Request) {
        guard let chosen = marked(for: request), let asked = request.negotiated else {
            // HAL says it in its body.
            if self[0].type != .hal, response.status == .ok {
                link(to: request.target, without: self[0], &response.headers)
            }
            return
        }
        if let maker = chosen.maker { response = maker.make(of: response, for: request) }
        let type = response.headers[.contentType].flatMap { MediaType(contentType: $0) }
        // A refusal may be HAL whatever was asked for.
        guard type == chosen.type || response.status == .notModified else { return }
        if type != nil, asked != chosen.type { response.headers.set(.contentType, asked.field) }
        response.mark(chosen.mark)
        if response.status != .notModified {
            link(to: request.target, without: chosen, &response.headers)
        }
    }

    /// Adds the Link field of an answer that is not HAL.
    private func link(
        to target: Target, without chosen: Representation, _ headers: inout Headers
    ) {
        link(to: target.reference(from: Hrefs(path: target.path)), without: chosen, &headers)
    }

    /// Adds a Link field that leads to these representations of what is at `address`.
    func link(to address: Bytes, without chosen: Representation? = nil, _ headers: inout Headers) {
        var field = LinkField()
        for representation in self where representation != chosen {
            field.add(
                .alternate, type: representation.type.essence, title: representation.title
            ) { $0.append(address) }
        }
        field.finish(into: &headers)
    }
}
