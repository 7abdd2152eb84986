import Testing

@testable import Daemon

@Suite struct FileInvocationTests {
    private func options(_ arguments: [String]) throws -> FileOptions {
        guard case .command(let invocation) = FileInvocation.read(arguments) else {
            throw DaemonProcess.Missing(text: "\(FileInvocation.read(arguments))")
        }
        return invocation.options()
    }

    @Test func `without options everything is as the original documents it`() throws {
        let options = try options(["start"])
        #expect(options.host == "0.0.0.0")
        #expect(options.port == 9000)
        #expect(options.log == .debug)
        #expect(options.backlog == 5)
        #expect(options.buffer == 4096)
        #expect(options.hash == .md5)
        #expect(!options.verifies)
        #expect(options.largest == 0)
    }

    @Test(arguments: [
        [
            "start", "--host", "localhost", "--port", "81", "--log", "info", "--listen", "7",
            "--buffer", "9", "--hash", "sha256", "--verify", "--max-file", "3",
        ],
        [
            "--host=localhost", "--po=81", "--log=INFO", "start", "--li", "7", "--buf=9",
            "--hash=sha256", "--ver", "--max=3",
        ],
    ])
    func `options stand before the command and behind it, and may be shortened`(
        arguments: [String]
    ) throws {
        var wanted = FileOptions()
        wanted.host = "localhost"
        wanted.port = 81
        wanted.log = .info
        wanted.backlog = 7
        wanted.buffer = 9
        wanted.hash = .sha256
        wanted.verifies = true
        wanted.largest = 3
        #expect(try options(arguments) == wanted)
        // What is remembered of them is read as the same.
        #expect(try options(wanted.words) == wanted)
    }

    @Test(arguments: [("::1", "::1"), ("[::1]", "::1"), ("files.example.org", "files.example.org")])
    func `a host is a name or an address`(text: String, host: String) throws {
        #expect(try options(["--host", text]).host == host)
    }

    @Test func `what was not given stays as it was`() throws {
        guard case .command(let invocation) = FileInvocation.read(["restart", "--port", "1"])
        else { throw DaemonProcess.Missing(text: "no command") }
        var before = FileOptions()
        before.host = "::1"
        before.port = 2
        var wanted = before
        wanted.port = 1
        #expect(invocation.options(over: before) == wanted)
    }

    @Test(
        arguments: [
            ([], nil), (["--port", "1"], nil), (["start"], .start), (["stop"], .stop),
            (["restart"], .restart), (["get_pid"], .processNumber), (["run"], .run),
        ] as [([String], FileInvocation.Command?)])
    func `a command is read`(arguments: [String], command: FileInvocation.Command?) throws {
        guard case .command(let invocation) = FileInvocation.read(arguments) else {
            throw DaemonProcess.Missing(text: "no command")
        }
        #expect(invocation.command == command)
    }

    @Test(arguments: [["-h"], ["--help"], ["start", "--help"], ["nonsense", "-h"].reversed()])
    func `the help is asked for`(arguments: [String]) {
        #expect(FileInvocation.read(arguments) == .help)
    }

    @Test(arguments: [["-V"], ["--version"], ["stop", "-V"]])
    func `the version is asked for`(arguments: [String]) {
        #expect(FileInvocation.read(arguments) == .version)
    }

    @Test(arguments: [
        (
            ["nonsense"],
            "argument command: invalid choice: 'nonsense' (choose from 'start', 'stop', "
                + "'restart', 'get_pid', 'run')"
        ), (["start", "stop"], "unrecognized arguments: stop"),
        (["start", "--x", "1"], "unrecognized arguments: --x 1"),
        (["stop", "--port", "1"], "unrecognized arguments: --port"),
        (["-p", "1", "start"], "argument command: invalid choice: '1' (choose from "),
        (["--port"], "argument --port: expected one argument"),
        (["--port", "--host"], "argument --port: expected one argument"),
        (["--port", "x"], "argument --port: invalid int value: 'x'"),
        (["--port", "65536"], "argument --port: invalid int value: '65536'"),
        (["--port", "-1"], "argument --port: invalid int value: '-1'"),
        (["--listen", "0"], "argument --listen: invalid int value: '0'"),
        (["--buffer="], "argument --buffer: invalid int value: ''"),
        (["--host", "a b"], "argument --host: invalid host value: 'a b'"),
        (["--log", "LOUD"], "argument --log: invalid choice: 'LOUD' (choose from 'TRACE', "),
        (["--hash", "crc"], "argument --hash: invalid choice: 'crc' (choose from 'md5', "),
        (["--h", "1"], "ambiguous option: --h could match --host, --hash"),
        (["--verify=1"], "argument --verify: ignored explicit argument"),
        (["--"], "unrecognized arguments: --"),
    ])
    func `what is not understood is said`(arguments: [String], reason: String) throws {
        guard case .misused(let said) = FileInvocation.read(arguments) else {
            throw DaemonProcess.Missing(text: "\(FileInvocation.read(arguments))")
        }
        #expect(said.hasPrefix(reason), "\(said)")
    }

    @Test func `the help shows every option and command`() {
        for option in FileOption.table {
            #expect(FileInvocation.help.contains("  --\(option.name)"))
            #expect(FileInvocation.usage.contains("[--\(option.name)"))
        }
        for command in FileInvocation.Command.allCases {
            #expect(FileInvocation.help.contains("  \(command.rawValue) "))
            #expect(FileInvocation.usage.contains(command.rawValue))
        }
        for line in FileInvocation.help.split(separator: "\n") { #expect(line.count <= 100) }
    }
}
