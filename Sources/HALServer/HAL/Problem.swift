import HTTP
import JSON
import Octets
import Schemas

/// Problem details (RFC 9457), and the error that an endpoint throws to answer with them. On this face `type`
/// keeps the original's literal words where it had any (`hal-api.md` §3.5, §14.5).
struct Problem: Error, Sendable {
    /// One thing that is wrong with a body.
    struct Fault: Sendable, Hashable {
        /// Where: a JSON pointer (RFC 6901) into the body.
        let pointer: String
        /// What, in a sentence.
        let detail: String
    }

    let status: Status
    /// `about:blank`, or the original's word for the kind of error.
    let type: StaticString
    let title: String
    /// What went wrong this time.
    let detail: String?
    /// What is wrong with the body, in its order.
    let faults: [Fault]
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
        self.init(status, type: "about:blank", title: status.reason, detail: detail)
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
    func response(to request: Request, help: Bytes) -> Response {
        let isHAL = request.namesHAL
        var document = HALDocument(capacity: 1024)
        document.state("type", Bytes(type))
        document.state("title", title)
        document.state("status", status.code)
        if let detail {
            document.state("detail", detail)
        }
        document.state("instance", request.target.path)
        if !faults.isEmpty { document.write(faults) }
        if isHAL { document.problemLinks(request, help: help) }
        var response = Response(status, isHAL ? .hal : .problem, document.finish())
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
    fileprivate mutating func write(_ faults: [Problem.Fault]) {
        json.name("errors")
        json.beginArray()
        for fault in faults {
            json.beginObject()
            json.name("pointer")
            json.value(fault.pointer)
            json.name("detail")
            json.value(fault.detail)
            json.endObject()
        }
        json.endArray()
    }

    fileprivate mutating func problemLinks(_ request: Request, help: Bytes) {
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
            document.prepared(hrefs.curies)
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
    /// Whether Accept names HAL itself, not just by a wildcard, and does not refuse it.
    var namesHAL: Bool {
        for value in headers.all(.accept) {
            var start = 0
            while start < value.count {
                let end = value.span.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
                let entry = value[start..<end]
                if MediaType(contentType: entry) == .hal, !entry.isRefusing { return true }
                start = end + 1
            }
        }
        return false
    }
}

extension Bytes {
    /// Whether an entry of Accept has the weight zero (RFC 9110 §12.4.2).
    fileprivate var isRefusing: Bool {
        let span = span
        guard var index = span.firstIndex(of: UInt8(ascii: "=")) else { return false }
        guard index > 0, span[index - 1].asciiLowercased == UInt8(ascii: "q") else { return false }
        index += 1
        var digits = 0
        while index < span.count,
            span[index] == UInt8(ascii: "0") || span[index] == UInt8(ascii: ".")
        {
            index += 1
            digits += 1
        }
        return digits > 0 && (index == span.count || !span[index].isASCIIDigit)
    }
}
