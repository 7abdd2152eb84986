import HTTP
import Octets
import Store
import Testing

@testable import HALServer

/// A cache must know of every request field that changes an answer (RFC 9110 §12.5.5).
@Suite struct VaryTests {
    private static let accepts = [
        "application/hal+json", "text/html", "text/markdown", "application/schema+json",
        "application/json", "application/atom+xml", "application/x-ndjson", "application/xml",
        "application/problem+json", "application/openmetrics-text",
        "application/prs.hal-forms+json", "text/html,*/*;q=0.1", "application/health+json",
    ]
    private static let codings = [
        "gzip", "zstd", "gzip;q=0.5, zstd", "identity;q=0", "identity;q=0, gzip", "*;q=0", "",
    ]
    /// What must change nothing, or be named too.
    private static let others = [
        ("Accept-Language", "de"), ("User-Agent", "Mozilla/5.0"), ("Origin", "http://a.example"),
        ("Prefer", "wait=1"), ("Cookie", "a=b"), ("Authorization", "Basic Og=="),
        ("Host", "other.example"), ("X-Forwarded-Proto", "https"), ("Accept-Charset", "latin1"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ]

    /// An address for each line of the table, and what else there is.
    private static let targets: [String] = {
        let bound = StreamStoreAPI.table.map { resource in
            resource.pattern.replacing("{streamID}", with: "a").replacing("{message}", with: "0")
                .replacing("{position}", with: "0").replacing("{relation}", with: "append")
        }
        return bound + [
            "/streams/a?d=b&m=20&p=-1&e=1", "/stream?d=b&m=20&p=-1&e=1", "/stream?m=7",
            "/streams/none?d=b&m=20&p=-1&e=0", "/streams/a/-1", "/streams/a/77", "/stream/99",
            "/docs/none", "/nowhere", "/streams/a/", "/%zz", "/docs/style.css", "/streams?p=a&m=0",
            "/docs/append.schema.json", "/metrics", "/health/live", "/health/ready",
        ]
    }()

    private func face() async throws -> Face {
        let face = try Face()
        await face.fill("a", 1..<60)
        return face
    }

    /// What a cache would hand out, but for fields that no client chooses by.
    private func essence(_ reply: Reply) -> [String?] {
        [
            "\(reply.status)", reply["Content-Type"], reply["Content-Encoding"], reply["ETag"],
            reply["Location"], reply["Link"], reply["Cache-Control"],
        ]
    }

    private func names(_ field: String, in reply: Reply) -> Bool {
        (reply["Vary"] ?? "").split(separator: ",").contains {
            $0.drop { $0 == " " }.lowercased() == field.lowercased()
        }
    }

    @Test(arguments: targets)
    func `what changed the answer is named in it`(target: String) async throws {
        let face = try await face()
        let fields =
            Self.accepts.map { ("Accept", $0) } + Self.codings.map { ("Accept-Encoding", $0) }
            + Self.others
        for method in [HTTP.Method.get, .head, .put] {
            let plain = await face.send(method, target)
            #expect(plain.response.headers.all(.vary).count <= 1)
            for (name, value) in fields {
                let reply = await face.send(method, target, [(name, value)])
                #expect(reply.response.headers.all(.vary).count <= 1)
                guard essence(reply) != essence(plain) || !isSame(reply, plain) else { continue }
                // A page of a foreign origin may read all the same; a write is not cached.
                if method == .put, name == "Origin" { continue }
                let what = "\(method.rawValue) \(target) \(name): \(value)"
                #expect(names(name, in: reply), "\(what): the answer does not say so")
                #expect(names(name, in: plain), "\(what): the plain answer does not say so")
            }
        }
    }

    /// Whether the bodies are the same, or differ in what changes with time anyway.
    private func isSame(_ reply: Reply, _ plain: Reply) -> Bool {
        reply.body == plain.body || reply["Content-Type"]?.contains("version=") ?? false
    }

    @Test(arguments: targets)
    func `a 304 varies as its 200 does`(target: String) async throws {
        let face = try await face()
        for accept in ["*/*", "text/html", "application/atom+xml"] {
            for coding in ["", "gzip", "zstd"] {
                let headers = [("Accept", accept), ("Accept-Encoding", coding)]
                let whole = await face.get(target, headers)
                guard let tag = whole[.etag] else { continue }
                let unchanged = await face.get(target, headers + [("If-None-Match", tag)])
                #expect(unchanged.status == 304, "\(target) \(accept) \(coding) \(tag)")
                #expect(unchanged["Vary"] == whole["Vary"])
                #expect(unchanged[.etag] == tag)
            }
        }
    }
}
