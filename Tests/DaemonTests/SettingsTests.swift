import HALServer
import HTTP
import Testing

@testable import Daemon

@Suite struct SettingsTests {
    private func settings(
        _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
    ) throws -> Settings {
        let file = try file.map { try ConfigurationFile(text: $0, path: "halserver.conf") }
        return try Settings(
            Invocation(arguments).given, environment: { environment[$0] }, file: file)
    }

    @Test func `the defaults are those of the documentation`() throws {
        let configuration = try settings().configuration
        #expect(configuration.listen == [ListenAddress(host: "127.0.0.1", port: 5000)])
        #expect(configuration.data == "./data")
        #expect(configuration.store == .log)
        #expect(configuration.useCanonicalURLs)
        #expect(configuration.payloads == .string)
        #expect(configuration.corsOrigins.isEmpty)
        #expect(!configuration.disableDeletionTracking)
        #expect(configuration.loops == 0)
        #expect(configuration.logFormat == .text)
        #expect(configuration.graceMilliseconds == 10_000)
        #expect(configuration.bodyBytes == 30_000_000)
        #expect(configuration.limits.headerMilliseconds == Limits().headerMilliseconds)
        #expect(configuration.limits.connections == Limits().connections)
    }

    @Test func `a flag counts before the environment, that before the file`() throws {
        let file = "data = from-file\nloops = 3\nstore = memory\n"
        let environment = ["HALSERVER_DATA": "from-environment", "HALSERVER_LOOPS": "2"]
        let settings = try settings(["--data", "from-flag"], environment, file: file)
        #expect(settings.configuration.data == "from-flag")
        #expect(settings.configuration.loops == 2)
        #expect(settings.configuration.store == .memory)
        let sources = Dictionary(
            uniqueKeysWithValues: settings.all.map { ($0.option.name, $0.source) })
        #expect(sources["data"] == .flag)
        #expect(sources["loops"] == .environment("HALSERVER_LOOPS"))
        #expect(sources["store"] == .file("halserver.conf", line: 3))
        #expect(sources["listen"] == .fallback)
    }

    @Test(
        arguments: [
            ([], true), (["--listen", "localhost:1"], true), (["--listen", "[::1]:1"], true),
            (["--listen", "127.0.0.1:1", "--listen", ":2"], false),
            (["--listen", "10.0.0.1:1"], false),
            (["--listen", ":1", "--hosts", "a.example,b.example"], true),
            (["--hosts", "*"], false), (["--hosts", "a.example", "--hosts", "*"], false),
        ] as [([String], Bool)])
    func `a server that only this machine reaches knows its names`(
        arguments: [String], isKnown: Bool
    ) throws {
        let configuration = try settings(arguments).configuration
        #expect((configuration.ownHosts != .any) == isKnown)
    }

    @Test(arguments: ["a.example:80", "http://a.example", "a b", "*.example", "[::1]"])
    func `a host is a name`(value: String) {
        #expect(throws: StartError.self) { try settings(["--hosts", value]) }
    }

    @Test func `the last of several flags counts`() throws {
        #expect(try settings(["--data", "a", "--data", "b"]).configuration.data == "b")
    }

    @Test(
        arguments: [
            (["--listen", "127.0.0.1:1", "--listen", ":2"], [:], nil),
            (["--listen", "127.0.0.1:1,:2"], [:], nil),
            ([], ["HALSERVER_LISTEN": "127.0.0.1:1, :2"], nil),
            ([], [:], "listen = 127.0.0.1:1\nlisten = :2\n"),
        ] as [([String], [String: String], String?)])
    func `there may be several addresses`(
        arguments: [String], environment: [String: String], file: String?
    ) throws {
        let listen = try settings(arguments, environment, file: file).configuration.listen
        #expect(
            listen == [
                ListenAddress(host: "127.0.0.1", port: 1), ListenAddress(host: "", port: 2),
            ])
    }

    @Test func `every limit of the engine can be set`() throws {
        let names = Option.table.map(\.name)
        // One option for each stored property of the limits.
        let bounds = names.filter { $0.hasPrefix("max-") || $0.hasPrefix("min-") }
        let times = names.filter { $0.hasSuffix("-timeout") }
        let ownNames = [
            "max-body-bytes", "max-batch-messages", "max-page-messages", "max-page-bytes",
            "max-filter-messages", "max-filter-bytes", "max-waiting-writes", "max-waiting-bytes",
            "max-merge-bytes", "max-file-bytes",
        ]
        // Whether a site takes odd uploads is no limit.
        let count = Mirror(reflecting: Limits()).children.filter { !($0.value is Bool) }.count
        #expect(bounds.count + times.count - ownNames.count == count)
    }

    @Test(arguments: [
        ("header-timeout", "0.25", 250 as UInt64), ("header-timeout", "3", 3000),
        ("header-timeout", "1.5", 1500), ("header-timeout", "0", 0),
        ("header-timeout", "0.001", 1),
    ]) func `times are seconds`(name: String, value: String, milliseconds: UInt64) throws {
        let limits = try settings(["--\(name)", value]).configuration.limits
        #expect(limits.headerMilliseconds == milliseconds)
    }

    @Test(arguments: [("5", 5), ("16K", 16_384), ("2m", 2 << 20), ("1G", 1 << 30)])
    func `bytes may be counted in thousands of a kind`(value: String, bytes: Int) throws {
        #expect(try settings(["--max-body-bytes", value]).configuration.bodyBytes == bytes)
    }

    @Test(arguments: [
        ("listen", "5000"), ("listen", "127.0.0.1:x"), ("listen", "127.0.0.1:70000"),
        ("listen", ","),
        ("store", "postgres"), ("store", ""), ("use-canonical-urls", "yes"), ("payloads", "String"),
        ("loops", "-1"), ("loops", "two"), ("loops", "5K"),
        ("segment-bytes", "4095"), ("segment-bytes", "9G"), ("grace", "-1"), ("grace", "1.2345"),
        ("grace", "1e3"), ("grace", "9999999"), ("grace", ""), ("max-body-bytes", "0"),
        ("max-body-bytes", "9999999999999999999999"), ("max-body-bytes", "9223372036854775807G"),
        ("max-request-line-bytes", "100"), ("log-format", "xml"),
        ("disable-deletion-tracking", "maybe"),
    ]) func `a bad value says what it should have been, and where it was said`(
        name: String, value: String
    ) {
        let byFlag = #expect(throws: StartError.self) { try settings(["--\(name)=\(value)"]) }
        #expect(byFlag?.code == .usage)
        #expect(byFlag?.message.hasPrefix("\(name) must be ") == true)
        #expect(byFlag?.message.hasSuffix("(flag).") == true)
        let byFile = #expect(throws: StartError.self) { try settings(file: "\n\(name) = \(value)") }
        #expect(byFile?.code == .configuration)
        #expect(byFile?.message.hasSuffix("(file halserver.conf:2).") == true)
    }

    @Test func `an unknown key of the file is an error with its line`() {
        let error = #expect(throws: StartError.self) { try settings(file: "data = x\ndatta = y") }
        #expect(
            error == StartError(.configuration, "halserver.conf:2: there is no setting datta."))
    }

    @Test func `what is printed can be read again`() throws {
        let first = try settings(["--listen", ":1,:2", "--grace", "0.5", "--cors-origins", "*"])
        let second = try settings(file: first.text)
        #expect(second.configuration.listen == first.configuration.listen)
        #expect(second.configuration.graceMilliseconds == 500)
        #expect(second.configuration.corsOrigins == ["*"])
        #expect(first.text.contains("listen = :1, :2  # flag\n"))
        #expect(first.text.contains("store = log  # default\n"))
    }
}
