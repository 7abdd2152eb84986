import HTTP
import JSON
import Octets
import Schemas

/// Problem details (RFC 9457), and the error that an endpoint throws to answer with them. On this face `type`
/// keeps the original's literal words where it had any (`hal-api.md` §3.5, §14.5).
struct Problem: Error, Sendable {
    let status: Status
    /// `about:blank`, or the original's word for the kind of error.
    let type: StaticString
    let title: String
    /// What went wrong this time.
    let detail: String?
    /// What is wrong with the body or the headers, in order.
    let faults: [Fault]
    /// Whether the answer brings the form of what was tried, so that a client which knows nothing else can
    /// try again.
    var carriesForm = false
    /// Fields that the answer carries beside its body.
    var headers = Headers()

    /// A problem with words of its own.
    init(
        _ status: Status, type: StaticString, title: String, detail: String? = nil,
        faults: [Fault] = []
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.faults = faults
    }

    /// A problem that its status names well enough.
    init(_ status: Status, _ detail: String? = nil) {
        self.init(status, type: "about:blank", title: "\(status.reason)", detail: detail)
    }

    /// A copy that carries one more field.
    func with(_ name: HeaderName, _ value: HeaderValue) -> Problem {
        var copy = self
        copy.headers.add(name, value)
        return copy
    }
}

extension Problem {
    /// The answer to `request`: HAL with links where Accept names it, else plain problem details.
    ///
    /// - Parameters:
    ///   - help: Where the documentation is, below the root.
    ///   - form: What can be tried again; asked for only where the answer carries it.
    func response(
        to request: Request, help: Bytes, form: (Request) -> Form? = { _ in nil }
    ) -> Response {
        let type = request.problemType
        let form = carriesForm ? form(request) : nil
        var document = HALDocument(capacity: form == nil ? 1024 : 4096)
        document.state("type", Bytes(self.type))
        document.state("title", title)
        document.state("status", status.code)
        if let detail {
            document.state("detail", detail)
        }
        document.state("instance", request.target.path)
        if !faults.isEmpty { document.write(faults) }
        // A form's relation has a prefix, which only links explain.
        if type != .problem || form != nil { document.problemLinks(request, help: help, form) }
        if let form { document.write(form, for: request, as: type) }
        var response = Response(status, type, document.finish())
        for field in headers.fields {
            guard let name = HeaderName(field.name), let value = HeaderValue(field.value) else {
                continue
            }
            response.headers.add(name, value)
        }
        return response
    }
}

extension HALDocument {
    /// Writes the form of what was tried, ready to be sent to the same address.
    fileprivate mutating func write(_ form: Form, for request: Request, as type: MediaType) {
        let hrefs = Hrefs(path: request.target.path)
        let target = Target(path: request.target.path, query: nil).reference(from: hrefs)
        embedded { $0.embed([form], hrefs, target: target) }
        if type == .halForms { templates([form], target: target) }
    }

    fileprivate mutating func problemLinks(_ request: Request, help: Bytes, _ form: Form?) {
        let path = request.target.path
        let hrefs = Hrefs(path: path)
        links { document in
            document.prepared(hrefs.indexOnly)
            document.link(.current, Link(href: request.target.reference(from: hrefs)))
            document.link(
                .help,
                Link(
                    href: hrefs.prefix.followed(by: help), type: MediaType.markdown.essence,
                    title: "Documentation", hreflang: "en"))
            if let curie = form?.relation.curie, curie != Relation.rootCurie {
                document.prepared(hrefs.curies([Relation.rootCurie, curie]))
            } else {
                document.prepared(hrefs.curies)
            }
        }
    }
}

extension Target {
    /// The target as a reference relative to itself. Below the root it is never bare, since a first segment
    /// with a colon would read as a scheme (RFC 3986 §4.2).
    func reference(from hrefs: Hrefs) -> Bytes {
        var writer = ByteWriter(capacity: path.count + 16)
        writer.append(hrefs.index)
        if path.count > 1 { writer.append(path[1..<path.count]) }
        if let query {
            writer.append(UInt8(ascii: "?"))
            writer.append(query)
        }
        return writer.finish()
    }
}

extension Request {
    /// The media type in which a problem is told: HAL or HAL-FORMS where Accept names it itself, not just by
    /// a wildcard, and does not refuse it.
    var problemType: MediaType {
        let accept = headers.list(.accept)
        for type in [MediaType.halForms, .hal] where Negotiation.names(type, in: accept) {
            return type
        }
        return .problem
    }
}
