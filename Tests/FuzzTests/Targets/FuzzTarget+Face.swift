import HTTP
import JSON
import Octets
import Schemas
import Store

@testable import HALServer

extension FuzzTarget {
    /// The whole server without its sockets: requests one behind the other on a store in memory. Every answer is
    /// one that the protocol knows, nothing fails inside, and what calls itself JSON is JSON.
    static let face = FuzzTarget("face") { bytes in
        guard bytes.count < 1 << 16 else { return }
        let requests = split(bytes)
        guard !requests.isEmpty else { return }
        try waiting {
            let store = MemoryStore(now: { .now() })
            let server = HALServer(store: store, resources: resources)
            let router = try server.router()
            for request in requests { try await check(router.respond(to: request), of: request) }
        }
    }

    private static let resources = Resources(
        documents: HALServer.documented.map {
            Resources.Document($0, markdown: "# A\n\n| a |\n|---|\n")
        },
        explorer: ExplorerFile.names.map { ExplorerFile(name: $0, content: "/* */") })

    /// The requests that the bytes are, bodies by their length.
    private static func split(_ bytes: Bytes) -> [Request] {
        var requests: [Request] = []
        var rest = bytes
        while requests.count < 8 {
            var parser = RequestHeadParser()
            guard let head = try? parser.parse(rest.span, limits: Limits()),
                let method = head.method
            else { break }
            rest = rest[head.length..<rest.count]
            var body = Bytes()
            switch head.framing {
            case .none: break
            case .length(let length):
                let count = min(rest.count, Int(length))
                body = rest[0..<count]
                rest = rest[count..<rest.count]
            case .chunked: return requests
            }
            requests.append(
                Request(
                    method: method, target: head.target, version: head.version,
                    headers: head.headers, body: RequestBody(body), peer: "fuzz"))
        }
        return requests
    }

    private static func check(_ response: Response, of request: Request) async throws {
        let status = response.status.code
        try require((200..<500).contains(status) || status == 501, "\(status) for \(request)")
        for field in response.headers.fields {
            try require(field.name.span.isToken, "a field without name")
            try require(HeaderValue(field.value) != nil, "a value with a control: \(field.value)")
        }
        let isEmpty = status == 204 || status == 304
        guard case .bytes(let body) = response.body, !isEmpty, !body.isEmpty else { return }
        guard let type = response.headers[.contentType].flatMap({ MediaType(contentType: $0) })
        else { throw Contradiction("a body without a type") }
        let essence = type.essence.text
        guard essence.hasSuffix("json"), response.headers[.contentEncoding] == nil,
            status != 206, !isPayload(request)
        else { return }
        try require(body.isJSON, "\(essence) that is no JSON: \(body)")
        if essence == "application/hal+json" {
            let tree = try? JSONValue(parsing: body)
            try require(tree?["_links"] != nil || status >= 400, "a document without links")
        }
    }

    /// Whether the answer is what somebody stored, under the media type that they gave.
    private static func isPayload(_ request: Request) -> Bool {
        request.target.segments.last.flatMap { Percent.decode(segment: $0) } == "payload"
    }
}
