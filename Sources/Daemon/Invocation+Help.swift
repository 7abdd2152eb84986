extension Invocation {
    /// What `--help` prints, made of the option table.
    static func help(_ table: [Option] = Option.table) -> String {
        var text = """
            halserver \(Version.current): an event store that explains itself, over HTTP and HAL

            Usage: halserver [serve] [options]     serve until SIGTERM or SIGINT
                   halserver verify [options]      check every byte of the data directory
                   halserver backup DIRECTORY      copy the log of messages, also while it is served
                   halserver httpstream [flags]    the stream store alone, as httpstream; -h lists its flags
                   halserver filestore [command]   the file store alone, as its original; --help lists all

            Every option is also a variable (--log-format is HALSERVER_LOG_FORMAT) and a key of the
            configuration file (log-format = json). A flag counts before the environment, that before
            the file.


            """
        for option in table {
            text += line("--\(option.name)", option.placeholder, option.help, option.fallback)
        }
        text += "\n"
        text += line("--config", "FILE", "Lines of key = value, # for comments.", "")
        text += line("--print-config", "", "Print every setting and where it comes from.", "")
        text += line("--check", "", "Read the configuration, say whether it is good, and end.", "")
        text += line("--version", "", "Print the version and end.", "")
        text += line("--help", "", "Print this and end.", "")
        return text
    }

    private static func line(
        _ flag: String, _ placeholder: String, _ help: String, _ fallback: String
    ) -> String {
        let head = placeholder.isEmpty ? "  \(flag)" : "  \(flag) \(placeholder)"
        let tail = fallback.isEmpty ? help : "\(help) [\(fallback)]"
        let width = 38
        guard head.utf8.count < width else {
            return "\(head)\n\(String(repeating: " ", count: width))\(tail)\n"
        }
        return head + String(repeating: " ", count: width - head.utf8.count) + tail + "\n"
    }
}
