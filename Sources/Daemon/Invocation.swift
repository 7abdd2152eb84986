/// What the command line asks for.
struct Invocation: Equatable, Sendable {
    /// What the program can do.
    enum Command: String, Sendable, CaseIterable {
        /// Serves until a signal ends it.
        case serve
        /// Checks every byte of a data directory.
        case verify
        /// Copies a data directory, beside a running server or without one.
        case backup
    }

    /// What to do instead of the command.
    enum Mode: Sendable {
        case run, help, version, printConfiguration, check
    }

    /// An option as it was given.
    struct Given: Equatable, Sendable {
        let name: String
        let value: String
    }

    var command = Command.serve
    /// What stands behind the command: the directory that `backup` fills.
    var operand: String?
    var mode = Mode.run
    var configurationFile: String?
    var given: [Given] = []

    /// Reads the arguments behind the program's name; throws ``ExitCode/usage``.
    init(_ arguments: [String], table: [Option] = Option.table) throws(StartError) {
        var rest = arguments[...]
        var hasCommand = false
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-") else {
                if hasCommand, command == .backup, operand == nil {
                    operand = argument
                    continue
                }
                guard !hasCommand, let command = Command(rawValue: argument) else {
                    throw Self.usage("There is no command \(argument).")
                }
                hasCommand = true
                self.command = command
                continue
            }
            if let mode = Self.modes[argument] {
                self.mode = mode
                continue
            }
            let parts = argument.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].dropFirst(2))
            let option = table.first { $0.name == name }
            guard parts[0].hasPrefix("--"), option != nil || name == "config" else {
                throw Self.usage("There is no option \(parts[0]).")
            }
            let value: String
            if parts.count == 2 {
                value = String(parts[1])
            } else if let option, option.placeholder.isEmpty {
                value = "true"
            } else if let next = rest.popFirst() {
                value = next
            } else {
                throw Self.usage("The option \(argument) needs a value.")
            }
            if name == "config" {
                configurationFile = value
            } else {
                given.append(Given(name: name, value: value))
            }
        }
    }

    private static let modes: [String: Mode] = [
        "--help": .help, "-h": .help, "--version": .version, "--print-config": .printConfiguration,
        "--check": .check,
    ]

    private static func usage(_ message: String) -> StartError {
        StartError(.usage, "\(message) Try halserver --help.")
    }
}
