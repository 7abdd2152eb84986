import Store

/// The command `backup`: copies the data directory into another one, and says in a line what was done.
enum Backup {
    static func run(
        _ configuration: Configuration, to target: String?
    ) throws(StartError) -> ExitCode {
        guard let target, !target.isEmpty else {
            throw StartError(.usage, "backup needs the directory to copy to: halserver backup DIR.")
        }
        let report: LogBackupReport
        do throws(LogOpenError) {
            report = try LogBackup.make(of: configuration.data, in: target)
        } catch {
            throw StartError(StoreOpening.code(of: error), "\(error).")
        }
        Launch.say(
            "\(target): \(Launch.count(report.segments, "segment")), "
                + "\(report.kept) there before, \(report.linked) linked, "
                + "\(Launch.count(report.copiedBytes, "byte")) copied\n")
        return .ok
    }
}
