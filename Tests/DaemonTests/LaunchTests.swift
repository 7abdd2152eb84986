import Foundation
import Testing

@testable import Daemon

@Suite struct LaunchTests {
    private func run(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        try DaemonProcess(arguments, environment: environment).end()
    }

    @Test func `standard descriptors that are closed are opened to nothing`() async {
        await #expect(processExitsWith: .success) {
            for descriptor in STDIN_FILENO...STDERR_FILENO { close(descriptor) }
            Launch.holdStandardDescriptors()
            for descriptor in STDIN_FILENO...STDERR_FILENO {
                guard fcntl(descriptor, F_GETFD) >= 0 else { exit(1) }
            }
            let next = dup(STDIN_FILENO)
            let written = unsafe write(STDOUT_FILENO, "x", 1)
            exit(next > STDERR_FILENO && written == 1 ? 0 : 2)
        }
    }

    @Test func `the version is printed`() throws {
        let (status, output) = try run("--version")
        #expect(status == 0)
        #expect(output.hasPrefix("halserver 0.1.0\nSwift 6"))
    }

    @Test func `the help is printed`() throws {
        let (status, output) = try run("--help")
        #expect(status == 0)
        #expect(output == Invocation.help())
    }

    @Test func `the configuration is printed with its sources`() throws {
        let (status, output) = try run(
            "--print-config", "--loops", "3", environment: ["HALSERVER_STORE": "memory"])
        #expect(status == 0)
        #expect(output.contains("loops = 3  # flag\n"))
        #expect(output.contains("store = memory  # environment HALSERVER_STORE\n"))
    }

    @Test func `a good configuration is called so, and nothing is started`() throws {
        let (status, output) = try run("--check", "--data", "/nowhere/at/all")
        #expect(status == 0)
        #expect(output == "The configuration is good.\n")
    }

    @Test func `a wrong command line ends with 64`() throws {
        let (status, output) = try run("--nonsense")
        #expect(status == 64)
        #expect(
            output == "halserver: There is no option --nonsense. Try halserver --help.\n")
    }

    @Test func `a wrong setting of the environment ends with 78`() throws {
        let (status, output) = try run("--check", environment: ["HALSERVER_LOOPS": "many"])
        #expect(status == 78)
        #expect(output.contains("environment HALSERVER_LOOPS"))
    }

    @Test func `a configuration file that is not there ends with 78`() throws {
        let (status, output) = try run("--check", "--config", "/nowhere/at/all")
        #expect(status == 78)
        #expect(output.contains("/nowhere/at/all"))
    }

    @Test func `hashing that can be foreseen is refused`() throws {
        let (status, output) = try run(
            "--store", "memory", "--listen", "127.0.0.1:0",
            environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
        #expect(status == 78)
        #expect(output.contains("SWIFT_DETERMINISTIC_HASHING"))
    }

    @Test func `documentation that is not there ends with 66`() throws {
        let (status, output) = try run("--store", "memory", "--resources", "/nowhere/at/all")
        #expect(status == 66)
        #expect(output.contains("--resources"))
    }

    @Test func `a data directory that cannot be made ends with a clear line`() throws {
        let (status, output) = try run(
            "--listen", "127.0.0.1:0", "--data", "/proc/nothing/here", "--resources",
            DaemonProcess.root.appending(path: "Resources").path())
        #expect(status == 74 || status == 66)
        #expect(output.contains("/proc/nothing/here"))
    }

    @Test func `verify says that there is nothing to check`() throws {
        let (status, output) = try run("verify", "--data", "/nowhere/at/all")
        #expect(status == 66)
        #expect(output.hasPrefix("halserver: /nowhere/at/all: "))
    }
}
