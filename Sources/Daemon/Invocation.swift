/// What the command line asks for.
struct Invocation {
    /// What to do.
    enum Command: String, CaseIterable {
        case serve
        case verify
        case help
        case version
    }

    var command = Command.serve
    var flags: [(option: Option, value: String)] = []
    /// The configuration file, if one was named.
    var file: String?
    var printsConfiguration = false
    var checksOnly = false

    /// Reads arguments, the program's name left out. Throws for what it does not know.
    init(_ arguments: [String]) throws(ConfigurationError) {
        var rest = arguments[...]
        if let first = rest.first, !first.hasPrefix("-") {
            guard let command = Command(rawValue: first) else {
                throw .usage("there is no command '\(first)'")
            }
            self.command = command
            rest.removeFirst()
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h": command = .help
            case "--version", "-V": command = .version
            case "--print-config": printsConfiguration = true
            case "--check": checksOnly = true
            default: try take(argument, &rest)
            }
        }
    }

    private mutating func take(
        _ argument: String, _ rest: inout ArraySlice<String>
    ) throws(ConfigurationError) {
        guard argument.hasPrefix("--") else { throw .usage("'\(argument)' was not expected") }
        let parts = argument.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let option = Option.all.first { $0.name == name }
        guard option != nil || name == "config" else {
            throw .usage("there is no option --\(name)")
        }
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
            throw .usage("--\(name) needs a value")
        }
        if let option { flags.append((option, value)) } else { file = value }
    }
}
