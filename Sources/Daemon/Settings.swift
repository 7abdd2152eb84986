/// Values and where they came from: a flag goes before a variable, that before the file, that before the
/// default.
struct Settings {
    /// Where a value came from.
    enum Source: String {
        case flag = "command line"
        case variable = "environment"
        case file = "file"
        case fallback = "default"
    }

    private(set) var configuration = Configuration()
    private(set) var sources: [String: Source] = [:]

    /// Puts the sources together. Throws for a value that does not fit.
    init(
        flags: [(option: Option, value: String)], environment: Environment,
        file: [(option: Option, value: String)]
    ) throws(ConfigurationError) {
        for option in Option.all {
            let given = flags.filter { $0.option.name == option.name }.map(\.value)
            let written = file.filter { $0.option.name == option.name }.map(\.value)
            if !given.isEmpty {
                try set(option, given, .flag)
            } else if let value = environment[option.variable] {
                try set(option, [value], .variable)
            } else if !written.isEmpty {
                try set(option, written, .file)
            } else {
                sources[option.name] = .fallback
            }
        }
    }

    /// One line a setting: `name = value  # source`.
    var listing: String {
        Option.all.map { option in
            let source = sources[option.name] ?? .fallback
            return "\(option.name) = \(option.show(configuration))  # \(source.rawValue)\n"
        }.joined()
    }

    private mutating func set(
        _ option: Option, _ values: [String], _ source: Source
    ) throws(ConfigurationError) {
        var values = values
        if option.isRepeatable {
            values = values.flatMap { $0.split(separator: ",").map(String.init) }
        }
        for value in values {
            do throws(Option.Unfit) {
                try option.apply(&configuration, value)
            } catch {
                let place =
                    switch source {
                    case .flag: "--\(option.name)"
                    case .variable: option.variable
                    default: "\(option.name) in the configuration file"
                    }
                let text = "\(place): \(error.expected) expected, not '\(value)'"
                throw source == .flag ? .usage(text) : .setting(text)
            }
        }
        sources[option.name] = source
    }
}
