import HTTP

/// What the command line of `httpstream` asks for. Flags are read as Go's programs read them: `-x v`, `-x=v`,
/// `--x v`; what is true or false stands alone or with an equals sign; behind the first word that is no flag, or
/// behind `--`, there are none.
struct StreamInvocation: Equatable, Sendable {
    /// The address as it was given, for who reads it.
    private(set) var addressText = "0.0.0.0:8080"
    private(set) var address = ListenAddress(host: "0.0.0.0", port: 8080)
    /// The directory of the streams, as it was given.
    private(set) var path = "DATA"
    /// Whether the log tells more.
    private(set) var isDebugging = false
    /// The age at which streams are deleted; 0 and less for never.
    private(set) var timeToLive = GoDuration(nanoseconds: 0)
    /// How often old streams are looked for; above 0.
    private(set) var cycle = GoDuration(nanoseconds: 60_000_000_000)
    /// What stands behind the flags, and means nothing.
    private(set) var rest: [String] = []

    /// What a command line comes to.
    enum Outcome: Equatable, Sendable {
        case serve(StreamInvocation)
        /// The usage was asked for.
        case help
        /// It was not understood, for this reason.
        case misused(String)
    }

    /// A reason for which a command line is not understood, or the wish for help.
    private enum Stop: Error {
        case help
        case misused(String)
    }

    /// Reads the arguments behind the program's name.
    static func read(_ arguments: [String]) -> Outcome {
        var invocation = StreamInvocation()
        do throws(Stop) {
            try invocation.take(arguments)
        } catch {
            switch error {
            case .help: return .help
            case .misused(let reason): return .misused(reason)
            }
        }
        return .serve(invocation)
    }

    private mutating func take(_ arguments: [String]) throws(Stop) {
        var rest = arguments[...]
        while let argument = rest.first, argument.utf8.count > 1, argument.hasPrefix("-") {
            rest.removeFirst()
            if argument == "--" { break }
            let flag = argument.dropFirst(argument.hasPrefix("--") ? 2 : 1)
            guard !flag.isEmpty, !flag.hasPrefix("-"), !flag.hasPrefix("=") else {
                throw .misused("bad flag syntax: \(argument)")
            }
            let parts = flag.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            var value = parts.count == 2 ? String(parts[1]) : nil
            guard Self.names.contains(name) else {
                if name == "h" || name == "help" { throw .help }
                throw .misused("flag provided but not defined: -\(name)")
            }
            if value == nil { value = name == "d" ? "true" : rest.popFirst() }
            guard let value else { throw .misused("flag needs an argument: -\(name)") }
            try set(name, to: value)
        }
        self.rest = Array(rest)
    }

    private static let names = ["addr", "d", "path", "ttl", "ttlcycle"]

    private mutating func set(_ name: String, to value: String) throws(Stop) {
        func wrong(_ reason: String) -> Stop {
            .misused("invalid value \"\(value)\" for flag -\(name): \(reason)")
        }
        switch name {
        case "addr":
            guard let address = ListenAddress(value) else {
                throw wrong("no address such as 0.0.0.0:8080 or :8080")
            }
            self.address = address
            addressText = value
        case "path":
            guard !value.isEmpty else { throw wrong("no directory") }
            path = value
        case "d":
            guard let truth = Self.truths[value] else {
                throw .misused("invalid boolean value \"\(value)\" for -d: parse error")
            }
            isDebugging = truth
        case "ttl":
            guard let duration = GoDuration(value) else { throw wrong("parse error") }
            guard duration.nanoseconds >= 0 else { throw wrong("must not be negative") }
            timeToLive = duration
        default:
            guard let duration = GoDuration(value) else { throw wrong("parse error") }
            guard duration.nanoseconds > 0 else { throw wrong("must be more than 0") }
            cycle = duration
        }
    }

    private static let truths: [String: Bool] = [
        "1": true, "t": true, "T": true, "TRUE": true, "true": true, "True": true,
        "0": false, "f": false, "F": false, "FALSE": false, "false": false, "False": false,
    ]
}
