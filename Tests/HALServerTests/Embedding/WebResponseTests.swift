import HTTP
import Octets
import TestSupport
import Testing

@testable import HALServer

@Suite struct WebResponseTests {
    @Test func `a body in parts is read to its end`() async throws {
        let file = try TemporaryFile(Array("0123456789".utf8))
        let whole = try #require(file.region(offset: 1, length: 8))
        var parts = BodyParts()
        parts.append("a")
        parts.append(try #require(whole.part(2..<5)))
        parts.append("b")
        parts.append(whole)
        let answer = WebResponse(Response(.ok, body: .parts(parts)))
        #expect(answer.contentLength == 13)
        #expect(try await answer.body() == Array("a345b12345678".utf8))
        #expect(
            try await WebResponse(Response(.ok, body: .parts(parts)), isHead: true).body() == [])
        #expect(whole.part(5..<9) == nil)
    }
}
