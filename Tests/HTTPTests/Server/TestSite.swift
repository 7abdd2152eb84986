import HTTP
import Octets
import TestSupport

/// The resources that the engine's tests talk to: echo, upload, pages, and one that needs credentials.
final class TestSite: Sendable {
    private let lock = Lock()
    nonisolated(unsafe) private var stored: [Int] = []
    nonisolated(unsafe) private var started = 0

    /// The lengths of the uploads that were read to their end.
    var uploads: [Int] { lock.withLock { unsafe stored } }
    /// How many requests reached a handler.
    var requests: Int { lock.withLock { unsafe started } }

    /// A page that is larger than what is copied behind a head.
    static let page = Bytes([UInt8](repeating: UInt8(ascii: "p"), count: 40_000))

    func respond(_ request: Request) async -> Response {
        lock.withLock { unsafe started += 1 }
        switch (request.method, request.target.path.text) {
        case (.get, "/"), (.head, "/"): return Response(.ok, .text, "hello")
        case (.get, "/page"), (.head, "/page"): return Response(.ok, .text, Self.page)
        case (.get, "/host"):
            return Response(.ok, .text, request.headers[.host] ?? "none")
        case (.get, "/query"): return Response(.ok, .text, request.target.query ?? "none")
        case (.options, _):
            var response = Response(.noContent)
            response.headers.add(.allow, "GET, HEAD, OPTIONS")
            return response
        case (.post, "/echo"): return await echo(request)
        case (.post, "/v1/streams"): return await upload(request)
        case (.post, "/json"): return await json(request)
        case (.post, "/protected"):
            return LiveServer.refusal(.unauthorized(challenge: "Basic"))
        case (.delete, "/gone"): return Response(.noContent)
        case (_, "/"):
            var response = LiveServer.refusal(.methodNotAllowed([.get]))
            response.headers.add(.allow, "GET, HEAD, OPTIONS")
            return response
        default: return LiveServer.refusal(.notFound)
        }
    }

    private func echo(_ request: Request) async -> Response {
        do throws(RequestBody.Failure) {
            let bytes = try await request.body.collect(upTo: 10_000_000)
            return Response(.ok, .octetStream, bytes)
        } catch {
            return Self.answer(error)
        }
    }

    private func json(_ request: Request) async -> Response {
        do throws(RequestBody.Failure) {
            _ = try await request.body.collect(upTo: 1_000)
            return Response(.ok)
        } catch {
            return Self.answer(error)
        }
    }

    /// Reads the body piece by piece, keeping none, and counts.
    private func upload(_ request: Request) async -> Response {
        var count = 0
        do throws(RequestBody.Failure) {
            var pieces = request.body.makeAsyncIterator()
            while let piece = try await pieces.next() { count += piece.count }
        } catch {
            return Self.answer(error)
        }
        let length = count
        lock.withLock { unsafe stored.append(length) }
        return Response(.created, .text, Bytes("\(count)"))
    }

    static func answer(_ failure: RequestBody.Failure) -> Response {
        switch failure {
        case .tooLarge(let limit): LiveServer.refusal(.contentTooLarge(limit: limit))
        case .incomplete: LiveServer.refusal(.malformed("the body is incomplete"))
        case .malformed(let reason): LiveServer.refusal(.malformed(reason))
        case .timedOut, .overloaded: LiveServer.refusal(failure.refusal)
        }
    }
}
