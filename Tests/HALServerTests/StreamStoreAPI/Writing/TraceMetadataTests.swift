import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct TraceMetadataTests {
    private static let trace = (
        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    )
    private static let wish = ("Prefer", "trace-metadata")

    private func metadata(of face: Face, _ version: Int = 0) async throws -> String {
        let message = try await face.store.message(in: #require(.init("a")), at: Int32(version))
        return try #require(message).metadata.text
    }

    private func form(_ metadata: String?) -> String {
        let member = metadata.map { #","jsonMetadata":\#($0)"# } ?? ""
        return #"{"messageId":"\#(Face.uuid(1))","type":"t","jsonData":1\#(member)}"#
    }

    /// What the metadata is, the random span cut out.
    private func masked(_ text: String) -> String {
        text.replacing(/-[0-9a-f]{16}-01/, with: "-SPAN-01")
    }

    private static let members =
        #""$correlationId":"4bf92f3577b34da6a3ce929d0e0e4736","#
        + #""traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-SPAN-01""#

    @Test(
        arguments: [
            (nil, "{\(members)}"), ("null", "{\(members)}"), (#""""#, "{\(members)}"),
            ("{}", "{\(members)}"), ("{ }", "{ \(members)}"),
            (#"{"a": 1 }"#, #"{"a": 1 ,\#(members)}"#),
            (#""{\"a\":1}""#, #"{"a":1,\#(members)}"#), (#""[1]""#, "[1]"), (#""7""#, "7"),
            (
                #"{"$correlationId":"mine"}"#,
                #"{"$correlationId":"mine","traceparent":"#
                    + #""00-4bf92f3577b34da6a3ce929d0e0e4736-SPAN-01"}"#
            ),
            (
                #"{"traceparent":"mine"}"#,
                #"{"traceparent":"mine","$correlationId":"4bf92f3577b34da6a3ce929d0e0e4736"}"#
            ),
            (
                #"{"\u0074raceparent":1,"$correlationId":2}"#,
                #"{"\u0074raceparent":1,"$correlationId":2}"#
            ),
        ] as [(String?, String)])
    func `the trace stands behind what the writer said`(said: String?, stored: String) async throws
    {
        let face = try Face()
        let reply = await face.post("/streams/a", form(said), [Self.trace, Self.wish])
        #expect(reply.status == 200)
        #expect(reply["Preference-Applied"] == "trace-metadata")
        #expect(masked(try await metadata(of: face)) == stored)
    }

    @Test(
        arguments: [
            ([trace], false, false), ([wish], false, false), ([trace, wish], false, true),
            ([trace], true, true), ([], true, false),
            ([trace, ("Prefer", "wait=5, Trace-Metadata ; x")], false, true),
            ([trace, ("Prefer", "trace-metadata-not")], false, false),
        ] as [([(String, String)], Bool, Bool)])
    func `it is stored where somebody asked and the request has one`(
        headers: [(String, String)], isOption: Bool, isStored: Bool
    ) async throws {
        var options = HALServer.Options()
        options.tracesMetadata = isOption
        let face = try Face(options)
        let reply = await face.post("/streams/a", form(nil), headers)
        #expect(try await metadata(of: face).contains("traceparent") == isStored)
        let isPreferred = headers.contains { $0.0 == "Prefer" }
        #expect(reply.response.headers.contains("Preference-Applied") == (isStored && isPreferred))
    }

    @Test func `a state is stored with its trace, escaped`() async throws {
        let face = try Face()
        await face.post(
            "/streams/a", form(nil), [Self.trace, Self.wish, ("tracestate", #"a=b"c\d"#)])
        #expect(try await metadata(of: face).hasSuffix(#","tracestate":"a=b\"c\\d"}"#))
    }

    @Test func `a repeat under another trace is a repeat`() async throws {
        let face = try Face()
        await face.post("/streams/a", form(nil), [Self.trace, Self.wish])
        let first = try await metadata(of: face)
        let other = ("traceparent", "00-11111111111111111111111111111111-00f067aa0ba902b7-01")
        for headers in [[other, Self.wish], []] {
            let reply = await face.post("/streams/a", form(nil), headers)
            #expect(reply.status == 200 && reply["currentVersion"]?.integer == 0)
        }
        #expect(try await metadata(of: face) == first)
    }

    @Test func `every message of a batch and a raw body carry it`() async throws {
        let face = try Face()
        await face.post(
            "/streams/a", "[\(Face.message(1)),\(Face.message(2))]", [Self.trace, Self.wish])
        await face.post(
            "/streams/a", "bytes",
            [
                Self.trace, Self.wish, ("Content-Type", "image/png"),
                ("SSS-Metadata", #"{"k":"v"}"#),
            ])
        for version in 0..<3 {
            #expect(masked(try await metadata(of: face, version)).contains(Self.members))
        }
        #expect(try await metadata(of: face, 2).hasPrefix(#"{"k":"v","#))
    }
}
