import Glibc

/// From arguments to a running server, or to a line that says why not.
enum Launch {
    /// Does what the command line asks for and ends the process.
    /// - Parameters:
    ///   - program: what the program was called as: some names are commands.
    ///   - arguments: what stands behind that.
    static func run(_ program: String, _ arguments: [String]) -> Never {
        holdStandardDescriptors()
        if let code = original(program, arguments) { exit(code.rawValue) }
        do {
            exit(try start(arguments).rawValue)
        } catch {
            complain(error.message)
            exit(error.code.rawValue)
        }
    }

    /// Does what a command asks for that stands for an original, with that one's command line; nil for another
    /// command.
    private static func original(_ program: String, _ arguments: [String]) -> ExitCode? {
        switch program.split(separator: "/").last.map(String.init) {
        case StreamCommand.name: return StreamCommand.run(arguments)
        case FileInvocation.program: return FileCommand.run(arguments)
        default: break
        }
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case StreamCommand.name: return StreamCommand.run(rest)
        case FileCommand.name: return FileCommand.run(rest)
        default: return nil
        }
    }

    /// Opens those of the three standard descriptors that whoever started the process left closed, to
    /// nothing. Their numbers would else go to the files opened next, and log lines and crash reports into
    /// those.
    static func holdStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is taken, and those below are open already.
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }

    private static func start(_ arguments: [String]) throws(StartError) -> ExitCode {
        let invocation = try Invocation(arguments)
        switch invocation.mode {
        case .help:
            say(Invocation.help())
            return .ok
        case .version:
            say(Version.text)
            return .ok
        case .run, .printConfiguration, .check: break
        }
        let settings = try settings(of: invocation)
        switch invocation.mode {
        case .printConfiguration: say(settings.text)
        case .check: say("The configuration is good.\n")
        case .run, .help, .version:
            switch invocation.command {
            case .serve: return try Serving.run(settings.configuration)
            case .verify: return try Verification.run(settings.configuration)
            case .backup:
                return try Backup.run(settings.configuration, to: invocation.operand)
            }
        }
        return .ok
    }

    private static func settings(of invocation: Invocation) throws(StartError) -> Settings {
        let path = invocation.configurationFile ?? variable("HALSERVER_CONFIG")
        var file: ConfigurationFile?
        if let path { file = try ConfigurationFile(path: path) }
        return try Settings(invocation.given, environment: variable, file: file)
    }

    /// A variable of the environment.
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Prints to standard output.
    static func say(_ text: String) { print(to: STDOUT_FILENO, text) }

    /// Prints to standard error.
    static func tell(_ text: String) { print(to: STDERR_FILENO, text) }

    /// A number of things, in words: `1 message`, `2 messages`.
    static func count(_ number: some BinaryInteger, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }

    /// Prints a line to standard error.
    static func complain(_ line: String) { print(to: STDERR_FILENO, "halserver: \(line)\n") }

    private static func print(to descriptor: CInt, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
