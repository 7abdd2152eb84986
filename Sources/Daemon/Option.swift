/// A setting: its flag `--name`, its variable `HALSERVER_NAME`, its key `name` in the configuration file, and the
/// help all come from this one value.
struct Option: Sendable {
    let name: String
    /// What stands for the value in the help; nil for a flag without one.
    let placeholder: String?
    let help: String
    /// Whether it may be given several times; in a variable or file the values are separated by commas.
    let isRepeatable: Bool
    /// Shows what a configuration has.
    let show: @Sendable (Configuration) -> String
    /// Puts a value in. Throws a text that says what was expected.
    let apply: @Sendable (inout Configuration, String) throws(Unfit) -> Void

    /// Why a value does not fit: what was expected.
    struct Unfit: Error { let expected: String }

    /// The name of its environment variable.
    var variable: String {
        "HALSERVER_" + name.uppercased().split(separator: "-").joined(separator: "_")
    }
}
