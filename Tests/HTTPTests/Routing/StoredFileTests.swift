import HTTP
import Octets
import TestSupport
import Testing

/// Files that users stored, as the byte faces serve them.
@Suite struct StoredFileTests {
    private func router(_ text: String, tag: ETag? = ETag("t"), name: String? = nil) throws
        -> Router
    {
        let file = try TemporaryFile(Array(text.utf8))
        let fileName = name.flatMap { FileName(Bytes($0)) }
        let read = Operation { _ in
            guard let region = file.region(offset: 0, length: UInt64(text.utf8.count)) else {
                return Response(.notFound)
            }
            let sample = try region.sample()
            let type = ContentSniffing.type(of: sample.span)
            return Response.stored(
                region, type, tag: tag, modified: HTTPDate(seconds: 784_111_777), name: fileName)
        }
        return try TestTable.router(Route("/a", [.get: read]))
    }

    @Test func `a file is sent with its type, fenced in`() async throws {
        let response = try await router("<html>x").answer(.get, "/a")
        #expect(response.status == .ok)
        #expect(response.field(.contentType) == "text/html; charset=utf-8")
        #expect(response.field(.acceptRanges) == "bytes")
        #expect(response.field(.lastModified) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(response.field(.etag) == "\"t\"")
        #expect(response.field(.contentTypeOptions) == "nosniff")
        #expect(response.field(.contentSecurityPolicy) == "sandbox; default-src 'none'")
        #expect(response.field(.contentDisposition) == nil)
        let named = try await router("", name: "a.txt").answer(.get, "/a")
        #expect(named.field(.contentDisposition) == "attachment; filename=\"a.txt\"")
        #expect(named.field(.contentType) == "text/plain; charset=utf-8")
    }

    @Test(
        arguments: [
            ([("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")], Status.notModified),
            ([("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .ok),
            ([("If-Modified-Since", "yesterday")], .ok),
            ([("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")], .ok),
            ([("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .preconditionFailed),
            ([("If-None-Match", "*")], .notModified), ([("If-Match", "*")], .ok),
            ([("If-Match", "\"u\"")], .preconditionFailed),
            ([("If-None-Match", "\"t\""), ("Range", "bytes=0-1")], .notModified),
            ([("Range", "bytes=0-1")], .partialContent),
            ([("Range", "bytes=9-")], .rangeNotSatisfiable),
            (
                [("Range", "bytes=0-1"), ("If-Range", "Sun, 06 Nov 1994 08:49:37 GMT")],
                .partialContent
            ),
            ([("Range", "bytes=0-1"), ("If-Range", "\"u\"")], .ok),
            (
                [("Range", "bytes=0-1"), ("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")],
                .preconditionFailed
            ),
        ] as [([(String, String)], Status)]) func `conditions hold of it as of static files`(
            fields: [(String, String)], status: Status
        ) async throws
    {
        let headers = try fields.map { name, value in
            (try #require(HeaderName(Bytes(name))), try #require(HeaderValue(value)))
        }
        let response = try await router("same data").answer(.get, "/a", headers)
        #expect(response.status == status)
    }

    @Test func `a refused range has words of its own`() {
        #expect(
            Refusal.rangeNotSatisfiable(length: 9).rangeWords
                == "invalid range: failed to overlap\n")
        #expect(Refusal.malformedRange.rangeWords == "invalid range\n")
        #expect(Refusal.notFound.rangeWords == nil)
    }
}
