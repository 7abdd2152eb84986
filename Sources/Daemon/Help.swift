/// The text of `--help`, made from the table of settings.
enum Help {
    static var text: String {
        """
        halserver: streams of events over HTTP, explained in HAL

        usage: halserver [serve] [--option value]…   serve until SIGTERM (the default)
               halserver verify [--data DIRECTORY]   check every record of a log, report damage
               halserver --help | --version

        \(options)
          --config FILE                 read settings from FILE (name = value a line)
          --print-config                show every setting with its source, and end
          --check                       check the settings, and end

        Every option is also read from the environment (--log-format as HALSERVER_LOG_FORMAT).
        A flag goes before a variable, a variable before the file.

        exit status: 0 ended as asked, 64 wrong command line, 65 damage found, 69 address or data
        directory in use, 71 system error, 78 wrong setting

        """
    }

    private static var options: String {
        Option.all.map { option in
            let flag = "  --\(option.name) \(option.placeholder ?? "")"
            let shown = option.show(Configuration())
            let fallback = shown.isEmpty ? "" : " [\(shown)]"
            let padding = String(repeating: " ", count: max(1, 32 - flag.count))
            let separator = flag.count > 31 ? "\n" + String(repeating: " ", count: 32) : padding
            return flag + separator + option.help + fallback
        }.joined(separator: "\n")
    }
}
