import HTTP
import Octets

/// `/explorer/{file}`: the script and style of the web pages, and the address that fills templates in for
/// browsers without script (`hal-api.md` §16).
struct ExplorerResource: Sendable {
    let files: [ExplorerFile]

    /// The field that holds the template. No variable has this name, as none begins with a point
    /// (RFC 6570 §2.3).
    static let templateField: Bytes = ".template"
    private static let expansion: Bytes = "expand"

    /// Answers a file, or leads to where a filled template does.
    func read(_ request: Request) throws -> Response {
        let name = request.parameters["file"] ?? Bytes()
        if name == Self.expansion { return try Self.expand(request.target.query ?? Bytes()) }
        guard let file = files.first(where: { $0.name == name }) else { throw Refusal.notFound }
        return file.document.response
    }

    /// Leads to the template that the query names, filled with the query's other fields; what was left empty
    /// counts as absent. The Location begins with `../`, so it never leaves this server.
    private static func expand(_ query: Bytes) throws -> Response {
        let fields = QueryFields(query, limit: maximumFields)
        guard let template = fields.first(templateField) else { throw Refusal.notFound }
        let reference = URITemplate(template).expanded { name in
            fields.first(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let location = HeaderValue(Bytes("../").followed(by: reference)) else {
            throw Refusal.notFound
        }
        var response = Response(.seeOther)
        response.headers.add(.location, location)
        return response
    }

    /// The most fields of a query that are looked at.
    private static let maximumFields = 64
}
