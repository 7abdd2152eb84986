import HTTP
import JSON
import Octets
import Schemas
import Store

/// Problem details of this face (RFC 9457), with its own links.
struct FileProblem: Sendable {
    let fault: FileFault
    let isAlone: Bool
    /// The file that a request is in conflict with.
    var file: ContentHash?

    init(_ fault: FileFault, isAlone: Bool, file: ContentHash? = nil) {
        self.fault = fault
        self.isAlone = isAlone
        self.file = file
    }

    /// The answer: HAL with links where Accept names it, else plain problem details.
    func response(to request: Request) -> Response {
        let type = request.problemType
        var document = HALDocument(capacity: 2048)
        document.state("type", "about:blank" as Bytes)
        document.state("title", "\(fault.status.reason)")
        document.state("status", fault.status.code)
        if !fault.reason.isEmpty { document.state("detail", fault.reason) }
        document.state("instance", request.target.path)
        if let file { document.state("hash", file.hex) }
        if type != .problem {
            let hrefs = FileHrefs(path: request.target.path, isAlone: isAlone)
            document.links { links(of: request, hrefs, &$0) }
            if fault.offersPut {
                let target = Target(path: request.target.path, query: nil)
                    .reference(from: hrefs.hrefs)
                document.embedded { $0.embed([FilePutSchema.form], hrefs.hrefs, target: target) }
                if type == .halForms {
                    document.templates([FilePutSchema.form], target: target)
                }
            }
        }
        var response = Response(fault.status, type, document.finish())
        if let seconds = fault.retryAfter {
            response.headers.add(.retryAfter, HeaderValue(seconds))
        }
        return response
    }

    private func links(
        of request: Request, _ hrefs: FileHrefs, _ document: inout HALDocument
    ) {
        document.prepared(ifAny: hrefs.index)
        document.link(.current, Link(href: request.target.reference(from: hrefs.hrefs)))
        if let file { document.link(.fileFacts, Link(href: hrefs.file(file), title: file.hex)) }
        document.link(.fileList, Link(href: hrefs.list, title: "Files"))
        document.link(.fileFind, Link(file: hrefs.find))
        document.link(
            .help,
            Link(
                href: hrefs.prefix.followed(by: Self.help(request)),
                type: MediaType.markdown.essence, title: "Documentation", hreflang: "en"))
        document.prepared(hrefs.curies)
    }

    /// The page that helps with a request, below the root.
    private static func help(_ request: Request) -> Bytes {
        let resource = FileStoreAPI.table.first { $0.pattern == request.route }
        let form = resource?.controls.first { $0.method == request.method }?.form
        let relation = form?.relation ?? resource?.relation ?? .fileList
        return relation.documentPath ?? "docs"
    }
}
