/// How much a line of the log matters: the levels of the file store's original, least first.
enum LogLevel: Int, Comparable, Sendable, CaseIterable {
    case trace, debug, info, success, warning, error, critical

    /// The level of a name, in capitals or not; nil for anything else.
    init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name.uppercased() }) else {
            return nil
        }
        self = level
    }

    /// What the level is called in a line and on the command line: `DEBUG`.
    var name: String { "\(self)".uppercased() }

    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
