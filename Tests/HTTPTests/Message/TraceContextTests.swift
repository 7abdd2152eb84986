import HTTP
import Octets
import Testing

@Suite struct TraceContextTests {
    private static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func trace(_ parents: [String], state: [String] = []) -> TraceContext? {
        let fields =
            parents.map { Headers.Field(name: "Traceparent", value: Bytes($0)) }
            + state.map { Headers.Field(name: "tracestate", value: Bytes($0)) }
        return Request(
            method: .get, target: Target("/"), headers: Headers(fields: fields)
        ).trace
    }

    @Test func `a request without one belongs to no trace`() {
        #expect(trace([]) == nil)
        #expect(trace([], state: ["a=b"]) == nil)
    }

    @Test func `a trace goes on with a span of its own`() throws {
        let trace = try #require(self.trace([Self.good], state: ["a=b, c@d=e f"]))
        #expect(trace.traceHigh == 0x4bf9_2f35_77b3_4da6)
        #expect(trace.traceLow == 0xa3ce_929d_0e0e_4736)
        #expect(trace.parent == 0x00f0_67aa_0ba9_02b7)
        #expect(trace.isSampled)
        #expect(trace.span != 0 && trace.span != trace.parent)
        #expect(trace.state == "a=b, c@d=e f")
        let child = trace.child.text
        #expect(child.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
        #expect(child.hasSuffix("-01") && child.utf8.count == 55)
        #expect(!child.contains("00f067aa0ba902b7"))
    }

    @Test(arguments: [
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes",
    ]) func `what later versions say more is borne with`(parent: String) throws {
        let trace = try #require(self.trace([parent]))
        #expect(trace.parent == 0x00f0_67aa_0ba9_02b7)
        #expect(trace.isSampled == !parent.hasSuffix("-00"))
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
    ]) func `one that is no good begins a new trace`(parent: String) throws {
        let trace = try #require(self.trace([parent], state: ["a=b"]))
        #expect(trace.parent == nil && trace.state == nil && !trace.isSampled)
        #expect(trace.traceHigh != 0x4bf9_2f35_77b3_4da6)
        #expect(trace.traceHigh | trace.traceLow != 0 && trace.span != 0)
    }

    @Test func `one that comes twice begins a new trace`() throws {
        #expect(try #require(self.trace([Self.good, Self.good])).parent == nil)
    }

    @Test(
        arguments: [
            (["a=b"], true), (["a=b", "c=d"], true), (["a=b,,c=d"], true), (["0t@v=1"], true),
            (["a*/_-1=x y"], true), ([""], false), (["A=b"], false), (["a"], false),
            (["a=b=c"], false), (["a=b,a=c"], false), (["0a=b"], false), (["@v=1"], false),
            (["t@V=1"], false), (["a=\u{e4}"], false), (["a="], false),
            ([(0..<32).map { "k\($0)=v" }.joined(separator: ",")], true),
            ([(0..<33).map { "k\($0)=v" }.joined(separator: ",")], false),
            (["a=" + String(repeating: "x", count: 257)], false),
            (
                [
                    "a=" + String(repeating: "x", count: 250),
                    "b=" + String(repeating: "x", count: 256),
                ], true
            ),
            ([String(repeating: "a=\(String(repeating: "x", count: 200)),", count: 3)], false),
        ] as [([String], Bool)])
    func `only a well-formed state is kept`(state: [String], isKept: Bool) throws {
        let trace = try #require(self.trace([Self.good], state: state))
        #expect(trace.parent != nil)
        #expect((trace.state != nil) == isKept)
    }
}
