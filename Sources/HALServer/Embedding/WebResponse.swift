import HTTP
import Octets

/// An answer, to be sent by a ``WebServer`` or by another HTTP server.
public struct WebResponse: Sendable {
    let response: Response
    /// Whether the answer is to HEAD: it has the fields of its body, but no body.
    private let isHead: Bool

    init(_ response: Response, isHead: Bool = false) {
        self.response = response
        self.isHead = isHead
    }

    /// An answer of one's own.
    ///
    /// - Parameters:
    ///   - status: 200 to 599.
    ///   - fields: the header fields in order. Those that frame the message (Content-Length,
    ///     Transfer-Encoding, Connection, Date) are the server's. One that must not go on the wire (a line
    ///     break in it) is left out.
    ///   - body: the content.
    public init(
        status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        var response = Response(Self.status(status))
        for field in fields {
            guard let name = HeaderName(Bytes(field.name)), let value = HeaderValue(field.value)
            else { continue }
            response.headers.add(name, value)
        }
        if !body.isEmpty { response.body = .bytes(Bytes(body)) }
        self.init(response)
    }

    /// The status code.
    public var status: Int { Int(response.status.code) }

    /// The header fields in order, without those that frame the message.
    public var fields: [(name: String, value: String)] {
        response.headers.fields.map { ($0.name.text, $0.value.text) }
    }

    /// The value of the first field of a name, whatever its case.
    public func field(_ name: String) -> String? {
        HeaderName(Bytes(name)).flatMap { response.headers[$0]?.text }
    }

    /// The length that Content-Length should say, that of a HEAD's absent body included; nil where it is not
    /// known beforehand.
    public var contentLength: Int? { response.body.length.flatMap { Int(exactly: $0) } }

    /// The whole content; empty in the answer to HEAD. Throws where it cannot be read to its end.
    public func body() async throws -> [UInt8] {
        guard !isHead else { return [] }
        switch response.body {
        case .empty: return []
        case .bytes(let bytes): return bytes.array
        case .file(let region):
            let collector = Collector()
            try await region.copy(0..<region.length, to: collector)
            return collector.bytes.array
        case .parts(let parts):
            let collector = Collector()
            for piece in parts.pieces {
                switch piece {
                case .bytes(let bytes): try await collector.write(bytes)
                case .file(let region): try await region.copy(0..<region.length, to: collector)
                }
            }
            return collector.bytes.array
        case .stream(_, let write):
            let collector = Collector()
            try await write(collector)
            return collector.bytes.array
        }
    }

    private static func status(_ code: Int) -> Status {
        Status(UInt16(clamping: min(max(code, 200), 599)))
    }
}

/// Gathers a body that is made while it is sent.
private final class Collector: BodySink, @unchecked Sendable {
    private let lock = Lock()
    private var chunks: [Bytes] = []

    func write(_ bytes: Bytes) async throws { lock.withLock { chunks.append(bytes) } }

    var bytes: Bytes {
        let chunks = lock.withLock { self.chunks }
        var writer = ByteWriter(capacity: chunks.reduce(0) { $0 + $1.count })
        for chunk in chunks { writer.append(chunk) }
        return writer.finish()
    }
}
