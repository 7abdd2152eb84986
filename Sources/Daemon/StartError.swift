/// Why the process does not start, in a line for whoever started it.
struct StartError: Error, Equatable, Sendable {
    let code: ExitCode
    let message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
