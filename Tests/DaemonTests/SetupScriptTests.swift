import Foundation
import Testing

@testable import Daemon

/// The script that makes the file store a service, up to where it would change the machine.
@Suite struct SetupScriptTests {
    private let place: Workplace
    private let script = DaemonProcess.root.appending(path: "setup_systemd.sh").path()

    init() throws { place = try Workplace() }

    private func run(_ arguments: String...) throws -> Workplace.Outcome {
        try place.run(script, ["--binary", DaemonProcess.executable.path()] + arguments)
    }

    @Test func `the unit has the defaults, filled in`() throws {
        let (status, output) = try run("--print")
        #expect(status == 0)
        let directory = place.path
        for line in [
            "# httpd_uploads.service", "Type=notify", "WatchdogSec=30", "NoNewPrivileges=yes",
            "ProtectSystem=strict", "WorkingDirectory=\(directory)",
            "ReadWritePaths=\"\(directory)\"", "Requires=httpd_uploads.socket",
            "ExecStart=\"\(DaemonProcess.executable.path())\" filestore run --host 0.0.0.0"
                + " --port 9000 --log DEBUG --listen 5 --buffer 4096",
            "# httpd_uploads.socket", "ListenStream=9000", "BindIPv6Only=both", "Backlog=5",
            "FileDescriptorName=filestore", "WantedBy=multi-user.target",
        ] { #expect(output.contains("\(line)\n"), "\(line)") }
    }

    @Test func `what is given is in the unit, and the command line of it is understood`() throws {
        let (_, output) = try run(
            "--print", "--service_name", "mine", "--host", "127.0.0.1", "--port=9100", "--log",
            "info", "--listen", "7", "--buffer", "8192")
        #expect(output.contains("# mine.service\n"))
        #expect(output.contains("ListenStream=127.0.0.1:9100\n"))
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
        let words = line.split(separator: " ").map(String.init)
        guard case .command(let invocation) = FileInvocation.read(Array(words.dropFirst(2)))
        else { throw DaemonProcess.Missing(text: "\(words)") }
        #expect(invocation.command == .run)
        let options = invocation.options()
        #expect(options.host == "127.0.0.1")
        #expect(options.port == 9100)
        #expect(options.log == .info)
        #expect(options.backlog == 7)
        #expect(options.buffer == 8192)
    }

    @Test(arguments: [
        ["--port", "0"], ["--port", "65536"], ["--port", "x"], ["--port"], ["--log", "LOUD"],
        ["--host", "a b"], ["--host", "a\nExecStart=/bin/true"], ["--listen", "-1"],
        ["--buffer", ""], ["--service_name", "a/b"], ["--service_name", "../x"], ["--nonsense"],
        ["nonsense"], ["--binary", "/nowhere/at/all"],
    ])
    func `what no unit can have is refused`(arguments: [String]) throws {
        let run = try place.run(
            script, ["--binary", DaemonProcess.executable.path(), "--print"] + arguments)
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("setup_systemd.sh: "))
    }

    @Test func `the units are written where they are wanted, and systemd is left alone`() throws {
        place["units/other"] = "x"
        let (status, output) = try run("--yes", "--unit_dir", "units", "--port", "9100")
        #expect(status == 0, "\(output)")
        #expect(output.contains("SERVER PORT             = 9100\n"))
        #expect(output.contains("sudo systemctl daemon-reload\n"))
        #expect(place["units/httpd_uploads.service"]?.contains("--port 9100") == true)
        #expect(place["units/httpd_uploads.socket"]?.contains("ListenStream=9100\n") == true)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: place.directory.appending(path: "units").path())
        #expect(Set(names) == ["httpd_uploads.service", "httpd_uploads.socket", "other"])
    }

    /// Whether to go on, to change the name, the new one, and whether to write into the current directory.
    @Test(arguments: [
        ("n", []), ("", []), ("y\nn\ny", ["httpd_uploads"]), ("y\ny\nmine\ny", ["mine"]),
    ])
    func `it asks before it does anything`(answers: String, names: [String]) throws {
        let line = "printf '%s\\n' \"$1\" | \"$0\" --binary \"$2\""
        let run = try place.run(
            "sh", ["-c", line, script, answers, DaemonProcess.executable.path()])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("Go on? (y/n) "))
        let found = try FileManager.default.contentsOfDirectory(atPath: place.directory.path())
        #expect(Set(found) == Set(names.flatMap { ["\($0).service", "\($0).socket"] }))
    }

    @Test func `a name that only a resolver knows has no socket of systemd`() throws {
        let (_, output) = try run("--print", "--host", "files.example.org")
        #expect(!output.contains("[Socket]"))
        #expect(!output.contains("Requires="))
        #expect(
            try run("--print", "--host", "localhost").output.contains("ListenStream=[::1]:9000\n"))
    }

    @Test(arguments: ["0.0.0.0", "localhost", "::1", "127.0.0.1", "files.example.org"])
    func `systemd finds nothing wrong with the units`(host: String) throws {
        place["a b/units/other"] = "x"
        let command = """
            cd "a b" && "$0" --binary "$1" --yes --unit_dir units --host "$2" >/dev/null \
                && rm units/other && systemd-analyze verify units/*
            """
        let run = try place.run(
            "sh", ["-c", command, script, DaemonProcess.executable.path(), host])
        #expect(run == (0, ""))
    }

    @Test func `shellcheck finds nothing wrong with the script`() throws {
        #expect(try place.run("shellcheck", [script]) == (0, ""))
    }
}
