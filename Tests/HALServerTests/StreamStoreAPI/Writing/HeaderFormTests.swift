import HTTP
import JSON
import Octets
import Schemas
import Store
import TestSupport
import Testing

@testable import HALServer

/// Headers are checked with the schemas that the forms show.
@Suite struct HeaderFormTests {
    private func faults(_ name: HeaderName, _ value: Bytes) -> [Problem.Fault] {
        let headers = Headers(fields: [.init(name: name.spelling, value: value)])
        return HeaderForm.faults(headers, AppendRawSchema.form)
    }

    private static let versions = [
        "-3", "-2", "-1", "0", "1", "2147483647", "+2", "007", "-0", "-4", "2147483648", "", "x",
        "1.0", "1e2", " 1", "99999999999999999999", "-99999999999999999999", "+", "-", "+-5", "--5",
        "0x1", "1 ",
    ]

    @Test(arguments: versions)
    func `an expected version is taken exactly where its schema allows it`(text: String) {
        let headers = Headers(fields: [.init(name: "SSS-ExpectedVersion", value: Bytes(text))])
        let isTaken = (try? WriteConditions(headers)) != nil
        #expect(isTaken == faults("SSS-ExpectedVersion", Bytes(text)).isEmpty)
    }

    @Test func `random expected versions too`() {
        var dice = Dice(7)
        for _ in 0..<2000 {
            let text = String(
                (0..<(1 + dice.roll(12))).map { _ in dice.pick(Array("0123456789-+.")) })
            let headers = Headers(fields: [.init(name: "SSS-ExpectedVersion", value: Bytes(text))])
            let isTaken = (try? WriteConditions(headers)) != nil
            #expect(isTaken == faults("SSS-ExpectedVersion", Bytes(text)).isEmpty, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("SSS-MessageId", ""), ("SSS-MessageId", "x"),
            ("SSS-MessageId", "00000000-0000-0000-0000-000000000001"),
            ("SSS-MessageId", "{00000000-0000-0000-0000-000000000001}"),
            ("SSS-MessageId", "00000000000000000000000000000001"),
            ("SSS-MessageId", "00000000-0000-0000-0000-000000000000"),
            ("SSS-MessageId", "00000000000000000000000000000000"),
            ("SSS-MessageType", ""), ("SSS-MessageType", "t"),
            ("SSS-MessageType", String(repeating: "é", count: 128)),
            ("SSS-MessageType", String(repeating: "é", count: 129)),
            ("SSS-Metadata", ""), ("SSS-Metadata", "{}"), ("SSS-Metadata", "5"),
            ("SSS-Metadata", "x"), ("SSS-Metadata", "{} {}"),
            ("Content-Type", "a/" + String(repeating: "b", count: 126)),
            ("Content-Type", "a/b; c=" + String(repeating: "d", count: 249)),
        ] as [(HeaderName, String)])
    func `headers of a raw append are taken exactly where their schema allows them`(
        name: HeaderName, value: String
    ) {
        var headers = Headers(fields: [.init(name: name.spelling, value: Bytes(value))])
        if name != .contentType { headers.add(.contentType, "image/png") }
        let isTaken = (try? RawAppend(headers, Bytes())) != nil
        #expect(isTaken == HeaderForm.faults(headers, AppendRawSchema.form).isEmpty)
    }

    @Test func `a refused header is named with its rule, and the form comes with the answer`()
        async throws
    {
        let face = try Face()
        let reply = await face.post(
            "/streams/a", "x",
            [("Content-Type", "image/png"), ("SSS-MessageId", "x"), ("SSS-Metadata", "{")])
        #expect(reply.status == 400)
        let errors = reply["errors"]?.elements ?? []
        #expect(errors.map { $0["header"]?.string } == ["SSS-MessageId", "SSS-Metadata"])
        #expect(errors.map { $0["rule"]?.string } == ["pattern", "contentMediaType"])
        #expect(errors.allSatisfy { $0["pointer"] == nil })
        #expect(reply["_embedded"]?.members?.map(\.name) == ["streamStore:append-raw"])
        let version = await face.post(
            "/streams/a", Face.message(1), [("SSS-ExpectedVersion", "-4")])
        #expect(version["errors", "0", "header"]?.string == "SSS-ExpectedVersion")
        #expect(version["errors", "0", "rule"]?.string == "minimum")
        #expect(version["detail"]?.string == "SSS-ExpectedVersion must be -3 or more.")
        #expect(version["_embedded"]?.members?.map(\.name) == ["streamStore:append"])
    }

    @Test func `a type that is no text, and a media type that is no message type, are told`()
        async throws
    {
        let face = try Face()
        let reply = Reply(
            await face.router.respond(
                to: Request(
                    method: .post, target: Target("/streams/a"),
                    headers: Headers(fields: [
                        .init(name: "SSS-MessageType", value: Bytes([0xFF, 0xFE]))
                    ]))))
        #expect(reply.status == 400)
        #expect(reply["errors", "0", "rule"]?.string == "type")
        let long = await face.post(
            "/streams/a", "x", [("Content-Type", "a/" + String(repeating: "b", count: 130))])
        #expect(long["errors", "0", "rule"]?.string == "required")
        #expect(long["errors", "0", "header"]?.string == "SSS-MessageType")
    }
}
