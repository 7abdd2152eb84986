/// The command `verify`.
enum Verification {
    static func run(_ configuration: Configuration) throws(StartError) -> ExitCode { .ok }
}
