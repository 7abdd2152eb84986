import HTTP
import Octets

/// One line of the option table: a flag, a variable of the environment, and a key of the configuration
/// file in one.
struct Option: Sendable {
    /// `listen`: the flag is `--listen`, the variable `HALSERVER_LISTEN`, the key `listen`.
    let name: String
    /// What the value is, for the help: `HOST:PORT`. Empty where the flag needs none and means `true`.
    let placeholder: String
    /// The value that counts where nothing was said.
    let fallback: String
    let help: String
    /// Whether it may be said several times (or once with commas).
    var isRepeatable = false
    /// Puts the values into the configuration, or says what they should have been.
    let apply: @Sendable (inout Configuration, [String]) -> String?

    /// The variable of the environment.
    var variable: String {
        "HALSERVER_" + name.uppercased().split(separator: "-").joined(separator: "_")
    }
}

extension Option {
    typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    /// An option that takes any text.
    static func text(
        _ name: String, _ placeholder: String, _ fallback: String, _ path: Path<String>,
        _ help: String
    ) -> Option {
        Option(name: name, placeholder: placeholder, fallback: fallback, help: help) {
            (configuration, values) in
            configuration[keyPath: path] = values.last ?? ""
            return nil
        }
    }

    /// An option that is a list of addresses; `needsOne` if there must be at least one.
    static func addresses(
        _ name: String, _ fallback: String, _ path: Path<[ListenAddress]>,
        needsOne: Bool = false, _ help: String
    ) -> Option {
        Option(
            name: name, placeholder: "HOST:PORT", fallback: fallback, help: help,
            isRepeatable: true
        ) { configuration, values in
            var addresses: [ListenAddress] = []
            for value in values {
                guard let address = ListenAddress(value) else {
                    return "an address such as 127.0.0.1:5000, [::1]:5000, localhost:5000 or :5000"
                }
                addresses.append(address)
            }
            configuration[keyPath: path] = addresses
            return addresses.isEmpty && needsOne ? "at least one address" : nil
        }
    }

    /// An option that is a length of time as Go's programs take it, or a bare number of seconds.
    static func duration(
        _ name: String, _ path: Path<GoDuration>, allowsNone: Bool, _ help: String
    ) -> Option {
        let fallback = Configuration()[keyPath: path]
        return Option(
            name: name, placeholder: "DURATION", fallback: "\(fallback)", help: help
        ) { configuration, values in
            let text = values.last ?? ""
            guard let value = GoDuration(text) ?? GoDuration(text + "s"),
                value.nanoseconds > 0 || (allowsNone && value.nanoseconds == 0)
            else {
                return "a length of time such as 90s or 1h30m" + (allowsNone ? ", or 0" : "")
            }
            configuration[keyPath: path] = value
            return nil
        }
    }

    /// An option that is `true` or `false`. Without a placeholder the bare flag means `true`.
    static func truth(
        _ name: String, _ placeholder: String, _ fallback: Bool, _ path: Path<Bool>, _ help: String
    ) -> Option {
        Option(name: name, placeholder: placeholder, fallback: "\(fallback)", help: help) {
            (configuration, values) in
            guard let value = Bool(values.last ?? "") else { return "true or false" }
            configuration[keyPath: path] = value
            return nil
        }
    }

    /// An option that is one of a few words.
    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ fallback: Value, _ path: Path<Value>, _ help: String
    ) -> Option {
        let words = Value.allCases.map(\.rawValue).joined(separator: "|")
        return Option(name: name, placeholder: words, fallback: fallback.rawValue, help: help) {
            (configuration, values) in
            guard let value = Value(rawValue: values.last ?? "") else { return "one of \(words)" }
            configuration[keyPath: path] = value
            return nil
        }
    }

    /// An option that is a whole number; for bytes the endings K, M and G (powers of 1,024) may follow.
    static func number<Value: FixedWidthInteger & Sendable>(
        _ name: String, _ placeholder: String, _ path: Path<Value>, from least: Int64 = 1,
        to most: Int64 = 1 << 40, _ help: String
    ) -> Option {
        let fallback = Configuration()[keyPath: path]
        return Option(name: name, placeholder: placeholder, fallback: "\(fallback)", help: help) {
            (configuration, values) in
            let text = values.last ?? ""
            guard let number = whole(text, scaled: placeholder == "BYTES"),
                number >= least, number <= most, let value = Value(exactly: number)
            else {
                let bound = most < 1 << 40 ? " and at most \(most)" : ""
                return "a whole number of at least \(least)\(bound)"
            }
            configuration[keyPath: path] = value
            return nil
        }
    }

    /// An option that is a time in seconds, up to three digits behind the point.
    static func seconds(
        _ name: String, _ path: Path<UInt64>, _ help: String
    ) -> Option {
        let fallback = Configuration()[keyPath: path]
        let text =
            fallback % 1000 == 0 ? "\(fallback / 1000)" : "\(Double(fallback) / 1000)"
        return Option(name: name, placeholder: "SECONDS", fallback: text, help: help) {
            (configuration, values) in
            guard let value = milliseconds(values.last ?? "") else {
                return "a number of seconds, at most a million"
            }
            configuration[keyPath: path] = value
            return nil
        }
    }

    private static func whole(_ text: String, scaled: Bool) -> Int64? {
        var digits = Bytes(text)
        var scale: Int64 = 1
        if scaled, let last = text.utf8.last {
            let scales: [UInt8: Int64] = [
                UInt8(ascii: "k"): 1 << 10, UInt8(ascii: "m"): 1 << 20, UInt8(ascii: "g"): 1 << 30,
            ]
            if let found = scales[last.asciiLowercased] {
                scale = found
                digits = digits[0..<(digits.count - 1)]
            }
        }
        guard let number = Int64(decimal: digits.span) else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow ? nil : value
    }

    private static func milliseconds(_ text: String) -> UInt64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = UInt64(parts[0]), whole <= 1_000_000 else {
            return nil
        }
        guard parts.count == 2 else { return whole * 1000 }
        let fraction = parts[1]
        guard (1...3).contains(fraction.utf8.count), let part = UInt64(fraction) else { return nil }
        let units: [UInt64] = [100, 10, 1]
        return whole * 1000 + part * units[fraction.utf8.count - 1]
    }
}
