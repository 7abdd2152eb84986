import Foundation
import TestSupport
import Testing

@testable import Daemon

/// The file store as its original is started and stopped: real processes in directories of their own.
@Suite struct FileCommandTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let log = "log/daemon/debug.log"

    /// A directory in which whatever was started is stopped at the end.
    private func using(_ body: (Workplace) throws -> Void) throws {
        let place = try Workplace()
        defer {
            if let number = place["daemon_pid.pid"].flatMap({ Int32($0.dropLast()) }) {
                kill(number, SIGKILL)
            }
        }
        try body(place)
    }

    private func start(_ place: Workplace, _ arguments: String...) throws {
        let started = try place.run(
            DaemonProcess.executable.path(),
            ["filestore"] + arguments + ["--host", "127.0.0.1", "--port", "0"])
        #expect(started == (0, ""))
    }

    /// The port of the server that was started last.
    private func port(_ place: Workplace) throws -> UInt16 {
        let text = place[Self.log] ?? ""
        let line = try #require(text.split(separator: "\n").last { $0.contains(" Started: ") })
        let digits = line.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber }
        return try #require(digits.flatMap { UInt16($0) })
    }

    private func number(_ place: Workplace) throws -> Int32 {
        let text = try #require(place["daemon_pid.pid"])
        #expect(text.hasSuffix("\n"))
        return try #require(Int32(text.dropLast()))
    }

    private func isAlive(_ number: Int32) -> Bool {
        FileManager.default.fileExists(atPath: "/proc/\(number)/exe")
    }

    @Test func `it starts in the background, answers, and stops`() throws {
        try using { place in
            try start(place, "start")
            let number = try number(place)
            #expect(try RawClient(port: try port(place)).answer(Self.get) == 400)
            #expect(try place.run("filestore", "get_pid") == (0, "\(number)\n"))
            for name in ["log/output.log", "log/error.log", Self.log] {
                #expect(place[name] != nil, "\(name)")
            }
            #expect(
                FileManager.default.fileExists(
                    atPath: place.directory.appending(path: "store").path()))
            #expect(try place.run("filestore", "stop") == (0, ""))
            #expect(!isAlive(number))
            #expect(place["daemon_pid.pid"] == nil)
            #expect(try place.run("filestore", "get_pid") == (0, "None\n"))
            #expect(place["log/error.log"] == "")
            let log = try #require(place[Self.log])
            #expect(log.contains("Everything is finished and on disk."))
            let line = try #require(log.split(separator: "\n").first { $0.contains("\"GET /\"") })
            let pattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}\+0000 INFO 127\.0\.0\.1:/
            #expect(line.prefixMatch(of: pattern) != nil, "\(line)")
        }
    }

    @Test func `the process has a session of its own, no terminal, and the umask of a daemon`()
        throws
    {
        try using { place in
            try start(place, "start")
            let number = try number(place)
            let status = try String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)
            #expect(status.contains("Umask:\t0022"))
            let fields =
                try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
                .split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
            // Its session is that of the process between, which is gone: it can never get a terminal.
            let session = try #require(Int32(fields[3]))
            #expect(session != number)
            #expect(session != getsid(0))
            #expect(!isAlive(session))
            #expect(fields[4] == "0")
            let directory = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(number)/cwd")
            #expect(directory == place.path)
        }
    }

    @Test func `without a command it starts as well`() throws {
        try using { place in
            try start(place)
            #expect(try RawClient(port: try port(place)).answer(Self.get) == 400)
            #expect(try place.run("filestore", "stop").status == 0)
        }
    }

    @Test func `a second one in the same directory is refused`() throws {
        try using { place in
            try start(place, "start")
            let number = try number(place)
            let wanted = "pidfile ./daemon_pid.pid already exists. Is it already running?\n"
            #expect(try place.run("filestore", "start", "--port", "0") == (1, wanted))
            #expect(try place.run("filestore", "start", withErrors: false) == (1, ""))
            #expect(try place.run("filestore", "run", "--port", "0") == (1, wanted))
            #expect(try self.number(place) == number)
            #expect(try RawClient(port: try port(place)).answer(Self.get) == 400)
        }
    }

    @Test func `a file that a killed process left does not keep it from starting`() throws {
        try using { place in
            try start(place, "start")
            let first = try number(place)
            kill(first, SIGKILL)
            while isAlive(first) { usleep(1000) }
            #expect(place["daemon_pid.pid"] == "\(first)\n")
            // Its last threads may hold the lock a moment longer.
            for _ in 0..<1000 where try place.run("filestore", "get_pid").output != "None\n" {
                usleep(1000)
            }
            #expect(try place.run("filestore", "get_pid") == (0, "None\n"))
            try start(place, "start")
            #expect(try number(place) != first)
            #expect(try RawClient(port: try port(place)).answer(Self.get) == 400)
        }
    }

    @Test func `stopping what does not run says so and is no error`() throws {
        try using { place in
            let wanted = "pidfile ./daemon_pid.pid does not exist. Not running?\n"
            #expect(try place.run("filestore", "stop") == (0, wanted))
            #expect(try place.run("filestore", "stop", withErrors: false) == (0, ""))
            place["daemon_pid.pid"] = ""
            #expect(try place.run("filestore", "stop") == (0, wanted))
            #expect(place["daemon_pid.pid"] == nil)
            // A number that was given again, to a process of another directory: it is let alone.
            let other = try ChildProcess("sleep", ["600"], in: "/")
            defer {
                kill(other.identifier, SIGKILL)
                _ = other.end()
            }
            place["daemon_pid.pid"] = "\(other.identifier)\n"
            #expect(try place.run("filestore", "stop") == (0, ""))
            #expect(place["daemon_pid.pid"] == nil)
            #expect(other.isRunning)
        }
    }

    @Test func `a restart has the last options, and those given with it`() throws {
        try using { place in
            try start(place, "start", "--log", "INFO", "--buffer", "5000")
            let first = try number(place)
            #expect(try place.run("filestore", "restart") == (0, ""))
            let second = try number(place)
            #expect(second != first)
            #expect(!isAlive(first))
            #expect(try RawClient(port: try port(place)).answer(Self.get) == 400)
            let wanted = "--host=127.0.0.1\n--port=0\n--log=INFO\n--listen=5\n--buffer=5000\n"
            #expect(place["daemon_pid.options"]?.hasPrefix(wanted) == true)
            #expect(
                try place.run("filestore", "restart", "--log", "ERROR", "--listen=9").status == 0)
            #expect(
                place["daemon_pid.options"]?.contains("--log=ERROR\n--listen=9\n--buffer=5000")
                    == true)
            // Even when it does not run.
            #expect(try place.run("filestore", "stop").status == 0)
            let (status, output) = try place.run("filestore", "restart")
            #expect(status == 0)
            #expect(output == "pidfile ./daemon_pid.pid does not exist. Not running?\n")
            #expect(place["daemon_pid.options"]?.contains("--log=ERROR\n--listen=9") == true)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `signals end it cleanly`(signal: Int32) throws {
        try using { place in
            try start(place, "start")
            let number = try number(place)
            kill(number, signal)
            while isAlive(number) { usleep(1000) }
            #expect(place["daemon_pid.pid"] == nil)
            #expect(place[Self.log]?.contains("Everything is finished and on disk.") == true)
        }
    }

    @Test func `who stops it waits for what runs`() throws {
        try using { place in
            try start(place, "start")
            let number = try number(place)
            let client = try RawClient(port: try port(place))
            client.send("GET / HTTP/1.1\r\nHost: a\r\n")
            let stopping = try ChildProcess(
                DaemonProcess.executable.path(), ["filestore", "stop"],
                in: place.directory.path())
            // Whoever is not waited for would be in the way of every test that runs in a process of its own.
            defer {
                if stopping.isRunning { kill(stopping.identifier, SIGKILL) }
                _ = stopping.end()
            }
            while place[Self.log]?.contains("no new connections") != true { usleep(10_000) }
            // More than one SIGTERM has come by then: none of them cuts the request off.
            usleep(350_000)
            #expect(isAlive(number))
            client.send("\r\n")
            #expect(client.response()?.status == 400)
            #expect(stopping.end() == 0)
            #expect(!isAlive(number))
        }
    }

    @Test func `the level of the log counts`() throws {
        try using { place in
            try start(place, "start", "--log", "WARNING")
            // Nothing says where it serves; that it does is known.
            #expect(place[Self.log] == "")
            #expect(try place.run("filestore", "stop").status == 0)
        }
    }

    @Test func `why it does not start is said where it was started`() throws {
        try using { place in
            let taken = try DaemonProcess.serving(["--store", "memory"])
            let (status, output) = try place.run(
                "filestore", "start", "--host", "127.0.0.1", "--port", "\(taken.port)")
            #expect(status == 1)
            #expect(
                output.hasPrefix("http-upload-server: cannot listen on 127.0.0.1:\(taken.port)"))
            #expect(place["daemon_pid.pid"] == nil)
            #expect(place[Self.log]?.contains(" CRITICAL cannot listen") == true)
        }
        try using { place in
            place["store"] = "a file"
            let (status, output) = try place.run("filestore", "start", "--port", "0")
            #expect(status == 1)
            #expect(output.contains("./store: "))
            #expect(place["daemon_pid.pid"] == nil)
        }
    }

    @Test func `what is set by the environment counts, and is checked`() throws {
        try using { place in
            let run = try place.run(
                DaemonProcess.executable.path(), ["filestore", "start", "--port", "0"],
                environment: ["HALSERVER_LOOPS": "many"])
            #expect(run.status == 1)
            #expect(run.output.contains("loops must be a whole number of at least 0"))
        }
    }

    @Test func `in the foreground it logs to standard output and tells its supervisor`() throws {
        let listener = try NotificationListener()
        let daemon = try DaemonProcess(
            ["filestore", "run", "--host", "127.0.0.1", "--port", "0"],
            environment: ["NOTIFY_SOCKET": listener.path, "WATCHDOG_USEC": "400000"])
        let line = try daemon.line(with: "Started: serves http://127.0.0.1:")
        #expect(line.contains(" INFO "))
        #expect(listener.next() == "READY=1")
        #expect(listener.next() == "WATCHDOG=1")
        #expect(listener.next() == "WATCHDOG=1")
        let names = try FileManager.default.contentsOfDirectory(atPath: daemon.directory.path())
        #expect(Set(names) == ["daemon_pid.options", "daemon_pid.pid", "store"])
        daemon.send(SIGTERM)
        var last = listener.next()
        while last == "WATCHDOG=1" { last = listener.next() }
        #expect(last == "STOPPING=1")
        #expect(daemon.end().status == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: daemon.directory.path())
        #expect(Set(left) == ["daemon_pid.options", "store"])
    }

    @Test func `help, version and misuse are the original's`() throws {
        let place = try Workplace()
        for name in ["--version", "-V"] {
            #expect(
                try place.run("filestore", name, withErrors: false)
                    == (0, "http-upload-server v0.1.0\n"))
        }
        let program = try place.link("http-upload-server")
        #expect(try place.run(program, ["--help"], withErrors: false) == (0, FileInvocation.help))
        #expect(FileInvocation.help.hasPrefix("usage: http-upload-server "))
        let (status, output) = try place.run(program, ["nonsense"])
        #expect(status == 2)
        #expect(output.hasPrefix("usage: http-upload-server "))
        #expect(output.contains("http-upload-server: error: argument command: invalid choice: "))
        #expect(try place.run(program, ["nonsense"], withErrors: false) == (2, ""))
    }

    @Test func `nothing that whoever starts it has open stays open`() throws {
        try using { place in
            let script = """
                exec 7>lock; flock 7; "$0" filestore start --host 127.0.0.1 --port 0; exec 7>&-; \
                flock -n lock true
                """
            let run = try place.run("sh", ["-c", script, DaemonProcess.executable.path()])
            #expect(run == (0, ""))
        }
    }
}
