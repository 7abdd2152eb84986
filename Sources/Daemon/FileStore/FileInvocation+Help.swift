extension FileInvocation {
    /// What the program is called, whatever it was called as.
    static let program = "http-upload-server"

    /// What `--version` prints: the original's last version, since that is what scripts look for.
    static let version = "http-upload-server v0.1.0\n"

    /// How the program is used, in a few lines.
    static let usage = """
        usage: http-upload-server [--help] [--version] [--host HOST] [--port PORT] [--log LEVEL]
                                  [--listen NUMBER] [--buffer BYTES] [--hash HASH] [--verify]
                                  [--max-file BYTES]
                                  {start,stop,restart,get_pid,run}

        """

    /// What `--help` prints.
    static var help: String {
        var text =
            usage + """

                Keeps files under the hash of their content in ./store, over HTTP.

                commands:
                  start               serve in the background; also what happens without a command
                  stop                finish what runs, and end
                  restart             stop, and start with the last options and those given here
                  get_pid             print the number of the process that serves, or None
                  run                 serve in the foreground, for systemd and containers

                options:
                  -h, --help          show this help message and exit
                  -V, --version       show program's version number and exit

                """
        for option in FileOption.table {
            let head =
                "  --\(option.name)"
                + (option.placeholder.isEmpty ? "" : " \(option.placeholder)")
            let gap = String(repeating: " ", count: max(22 - head.utf8.count, 1))
            text += "\(head)\(gap)\(option.help)\n"
        }
        return text + """

            In the working directory: ./store, ./daemon_pid.pid, ./log/output.log, ./log/error.log,
            ./log/daemon/debug.log. Every other setting of halserver is taken from its variables
            (HALSERVER_LOOPS and so on; see halserver --help).

            """
    }
}
