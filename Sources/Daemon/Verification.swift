import Octets
import Store

/// The command `verify`: checks every byte of a data directory and prints what is wrong, one line each.
enum Verification {
    static func run(_ configuration: Configuration) throws(StartError) -> ExitCode {
        let report: LogReport
        do throws(LogOpenError) {
            report = try LogVerifier.verify(directory: configuration.data)
        } catch {
            throw StartError(StoreOpening.code(of: error), "\(error).")
        }
        for fault in report.faults { Launch.say("\(fault)\n") }
        if let torn = report.torn {
            Launch.say("\(torn) (an append that was never acknowledged; cut at the next start)\n")
        }
        Launch.say(
            "\(configuration.data): \(Launch.count(report.messages, "message")) in "
                + "\(Launch.count(report.segments, "segment")), \(Launch.count(report.bytes, "byte")), "
                + "\(Launch.count(report.faults.count, "fault"))\n")
        return report.faults.isEmpty ? .ok : .damaged
    }
}
