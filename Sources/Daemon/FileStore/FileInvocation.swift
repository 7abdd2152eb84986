/// What the command line of the file store asks for, read as its original's was: a command and options in any order,
/// `--port 9000` and `--port=9000`, options shortened as long as they are clear.
struct FileInvocation: Equatable, Sendable {
    enum Command: String, Sendable, CaseIterable {
        /// Begins to serve in the background.
        case start
        case stop
        case restart
        /// Prints the number of the process that serves.
        case processNumber = "get_pid"
        /// Serves in the foreground, for a supervisor.
        case run

        /// Whether it takes the options of a start.
        fileprivate var takesOptions: Bool { self == .start || self == .restart || self == .run }
    }

    /// What a command line comes to.
    enum Outcome: Equatable, Sendable {
        case command(FileInvocation)
        case help
        case version
        /// It was not understood, for this reason.
        case misused(String)
    }

    /// Nil where none was given, which is a start.
    private(set) var command: Command?
    /// The options as they were given: name and value.
    private(set) var given: [Given] = []

    /// An option as it was given.
    struct Given: Equatable, Sendable {
        let name: String
        let value: String
    }

    private enum Stop: Error {
        case outcome(Outcome)
    }

    /// Reads the arguments behind the program's name.
    static func read(_ arguments: [String]) -> Outcome {
        var invocation = FileInvocation()
        do throws(Stop) {
            try invocation.take(arguments)
            var options = FileOptions()
            try invocation.apply(to: &options)
        } catch {
            switch error {
            case .outcome(let outcome): return outcome
            }
        }
        return .command(invocation)
    }

    /// These options, and where none was given what `options` were before.
    func options(over options: FileOptions = FileOptions()) -> FileOptions {
        var options = options
        // Each was tried when it was read.
        do throws(Stop) { try apply(to: &options) } catch {}
        return options
    }

    private func apply(to options: inout FileOptions) throws(Stop) {
        for given in given {
            guard let option = FileOption.table.first(where: { $0.name == given.name }),
                let fault = option.apply(&options, given.value)
            else { continue }
            throw .outcome(.misused("argument --\(option.name): \(fault)"))
        }
    }

    private mutating func take(_ arguments: [String]) throws(Stop) {
        var rest = arguments[...]
        var strangers: [String] = []
        while let argument = rest.popFirst() {
            switch argument {
            case "-h", "--help": throw .outcome(.help)
            case "-V", "--version": throw .outcome(.version)
            default: break
            }
            guard argument.hasPrefix("-"), argument.utf8.count > 1 else {
                guard command == nil else {
                    strangers.append(argument)
                    continue
                }
                guard let command = Command(rawValue: argument) else {
                    throw .outcome(.misused(Self.unknown(argument)))
                }
                self.command = command
                continue
            }
            guard let option = try Self.option(argument) else {
                strangers.append(argument)
                continue
            }
            given.append(
                Given(name: option.name, value: try Self.value(argument, option, &rest)))
        }
        if let command, !command.takesOptions { strangers += given.map { "--\($0.name)" } }
        guard strangers.isEmpty else {
            throw .outcome(
                .misused("unrecognized arguments: \(strangers.joined(separator: " "))"))
        }
    }

    private static func unknown(_ command: String) -> String {
        let names = Command.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "argument command: invalid choice: '\(command)' (choose from \(names))"
    }

    /// The option that a word begins with; nil for none.
    private static func option(_ argument: String) throws(Stop) -> FileOption? {
        guard argument.hasPrefix("--") else { return nil }
        let name = argument.dropFirst(2).prefix { $0 != "=" }
        let table = FileOption.table
        if let option = table.first(where: { $0.name == name }) { return option }
        let found = table.filter { !name.isEmpty && $0.name.hasPrefix(name) }
        guard found.count < 2 else {
            let names = found.map { "--\($0.name)" }.joined(separator: ", ")
            throw .outcome(.misused("ambiguous option: --\(name) could match \(names)"))
        }
        return found.first
    }

    /// The value behind the equals sign, or the next word.
    private static func value(
        _ argument: String, _ option: FileOption, _ rest: inout ArraySlice<String>
    ) throws(Stop) -> String {
        if let sign = argument.firstIndex(of: "=") {
            guard !option.placeholder.isEmpty else {
                throw .outcome(
                    .misused("argument --\(option.name): ignored explicit argument"))
            }
            return String(argument[argument.index(after: sign)...])
        }
        if option.placeholder.isEmpty { return "" }
        guard let next = rest.first, !next.hasPrefix("--") else {
            throw .outcome(.misused("argument --\(option.name): expected one argument"))
        }
        rest.removeFirst()
        return next
    }
}
