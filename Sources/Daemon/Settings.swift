/// Every option with the value that counts and where it was said: flag, environment, file, default, in
/// this order.
struct Settings: Sendable {
    enum Source: Equatable, Sendable, CustomStringConvertible {
        case flag
        case environment(String)
        case file(String, line: Int)
        case fallback

        var description: String {
            switch self {
            case .flag: "flag"
            case .environment(let variable): "environment \(variable)"
            case .file(let path, let line): "file \(path):\(line)"
            case .fallback: "default"
            }
        }

        /// What a bad value from here ends the process with.
        fileprivate var code: ExitCode { self == .flag ? .usage : .configuration }
    }

    struct Setting: Sendable {
        let option: Option
        let values: [String]
        let source: Source
    }

    let all: [Setting]
    let configuration: Configuration

    /// Decides every option.
    /// - Parameters:
    ///   - environment: looks a variable up.
    ///   - file: the configuration file, if there is one.
    init(
        _ given: [Invocation.Given], environment: (String) -> String?, file: ConfigurationFile?,
        table: [Option] = Option.table
    ) throws(StartError) {
        var all: [Setting] = []
        var configuration = Configuration()
        if let entry = file?.entries.first(where: { entry in
            !table.contains { $0.name == entry.key }
        }) {
            throw StartError(
                .configuration,
                "\(file?.path ?? ""):\(entry.line): there is no setting \(entry.key).")
        }
        for option in table {
            let setting = Self.setting(option, given, environment, file)
            if let wanted = option.apply(&configuration, setting.values) {
                let value = setting.values.joined(separator: ",")
                throw StartError(
                    setting.source.code,
                    "\(option.name) must be \(wanted), not \"\(value)\" (\(setting.source)).")
            }
            all.append(setting)
        }
        self.all = all
        self.configuration = configuration
    }

    private static func setting(
        _ option: Option, _ given: [Invocation.Given], _ environment: (String) -> String?,
        _ file: ConfigurationFile?
    ) -> Setting {
        let flags = given.filter { $0.name == option.name }.map(\.value)
        if !flags.isEmpty {
            return Setting(option: option, values: split(flags, option), source: .flag)
        }
        if let value = environment(option.variable) {
            return Setting(
                option: option, values: split([value], option),
                source: .environment(option.variable))
        }
        if let file {
            let entries = file.entries.filter { $0.key == option.name }
            if let last = entries.last {
                return Setting(
                    option: option, values: split(entries.map(\.value), option),
                    source: .file(file.path, line: last.line))
            }
        }
        return Setting(option: option, values: split([option.fallback], option), source: .fallback)
    }

    /// The values of an option that may be said several times, commas split; the others as they are.
    private static func split(_ values: [String], _ option: Option) -> [String] {
        guard option.isRepeatable else { return values }
        return values.flatMap { $0.split(separator: ",") }.map { trimmed($0) }.filter {
            !$0.isEmpty
        }
    }

    /// What `--print-config` prints: a configuration file with a comment on each line's source.
    var text: String {
        all.map { setting in
            "\(setting.option.name) = \(setting.values.joined(separator: ", "))"
                + "  # \(setting.source)\n"
        }.joined()
    }
}

/// A text without the blanks around it.
func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return String(text)
}
