import HTTP
import Testing

@testable import Daemon

@Suite struct StreamInvocationTests {
    private func served(_ arguments: [String]) throws -> StreamInvocation {
        guard case .serve(let invocation) = StreamInvocation.read(arguments) else {
            throw DaemonProcess.Missing(text: "\(StreamInvocation.read(arguments))")
        }
        return invocation
    }

    @Test func `without flags everything is as the original documents it`() throws {
        let invocation = try served([])
        #expect(invocation.address == ListenAddress(host: "0.0.0.0", port: 8080))
        #expect(invocation.path == "DATA")
        #expect(!invocation.isDebugging)
        #expect("\(invocation.timeToLive) \(invocation.cycle)" == "0s 1m0s")
    }

    @Test(arguments: [
        ["-addr", ":81", "-path", "p", "-d", "-ttl", "1h", "-ttlcycle", "2s"],
        ["--addr", ":81", "--path", "p", "--d", "--ttl", "1h", "--ttlcycle", "2s"],
        ["-addr=:81", "-path=p", "-d=true", "-ttl=1h", "-ttlcycle=2s"],
        ["--addr=:81", "-d=T", "--path=p", "-ttlcycle", "2s", "-ttl", "60m"],
        ["-ttl", "5s", "-addr", ":81", "-path", "p", "-d", "-ttl", "1h", "-ttlcycle", "2s"],
    ])
    func `flags are read as Go reads them`(arguments: [String]) throws {
        let invocation = try served(arguments)
        #expect(invocation.addressText == ":81")
        #expect(invocation.address.port == 81)
        #expect(invocation.path == "p")
        #expect(invocation.isDebugging)
        #expect("\(invocation.timeToLive) \(invocation.cycle)" == "1h0m0s 2s")
        #expect(invocation.rest.isEmpty)
    }

    @Test(arguments: [
        (["-d", "false"], ["false"]), (["x", "-d"], ["x", "-d"]), (["--", "-d"], ["-d"]),
        (["-"], ["-"]), ([""], [""]),
    ])
    func `behind the first word that is no flag there are none`(
        arguments: [String], rest: [String]
    ) throws {
        #expect(try served(arguments).rest == rest)
    }

    @Test func `a switch is turned off with an equals sign`() throws {
        #expect(try served(["-d", "-d=0"]).isDebugging == false)
    }

    @Test(arguments: [["-h"], ["-help"], ["--help"], ["--h"], ["-d", "-h", "-x"]])
    func `the usage is asked for`(arguments: [String]) {
        #expect(StreamInvocation.read(arguments) == .help)
    }

    @Test(arguments: [
        (["-x"], "flag provided but not defined: -x"),
        (["--port=1"], "flag provided but not defined: -port"),
        (["-addr"], "flag needs an argument: -addr"),
        (["-d", "-ttl"], "flag needs an argument: -ttl"),
        (["---d"], "bad flag syntax: ---d"), (["-=1"], "bad flag syntax: -=1"),
        (["-d=x"], "invalid boolean value \"x\" for -d: parse error"),
        (["-ttl", "5"], "invalid value \"5\" for flag -ttl: parse error"),
        (["-ttlcycle=0"], "invalid value \"0\" for flag -ttlcycle: must be more than 0"),
        (
            ["-addr", "8080"],
            "invalid value \"8080\" for flag -addr: no address such as 0.0.0.0:8080 or :8080"
        ), (["-path="], "invalid value \"\" for flag -path: no directory"),
    ])
    func `what is not understood is said as Go says it`(arguments: [String], reason: String) {
        #expect(StreamInvocation.read(arguments) == .misused(reason))
    }
}
