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
            "\(configuration.data): \(count(report.messages, "message")) in "
                + "\(count(report.segments, "segment")), \(count(report.bytes, "byte")), "
                + "\(count(report.faults.count, "fault"))\n")
        return report.faults.isEmpty ? .ok : .damaged
    }

    /// A number of things, in words: `1 message`, `2 messages`.
    private static func count(_ number: some BinaryInteger, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}
