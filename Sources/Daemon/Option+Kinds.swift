import Octets

extension Option {
    typealias Path<Value> = WritableKeyPath<Configuration, Value> & Sendable

    static func text(
        _ name: String, _ placeholder: String, _ path: Path<String>, _ help: String
    ) -> Option {
        Option(
            name: name, placeholder: placeholder, help: help, isRepeatable: false,
            show: { $0[keyPath: path] },
            apply: { (configuration, value) throws(Unfit) in
                guard !value.isEmpty else { throw Unfit(expected: "a text") }
                configuration[keyPath: path] = value
            })
    }

    static func flag(_ name: String, _ path: Path<Bool>, _ help: String) -> Option {
        Option(
            name: name, placeholder: "true|false", help: help, isRepeatable: false,
            show: { String($0[keyPath: path]) },
            apply: { (configuration, value) throws(Unfit) in
                guard let flag = Bool(value) else { throw Unfit(expected: "true or false") }
                configuration[keyPath: path] = flag
            })
    }

    static func choice<Value: RawRepresentable & Sendable>(
        _ name: String, _ path: Path<Value>, _ choices: [Value], _ help: String
    ) -> Option where Value.RawValue == String {
        let names = choices.map(\.rawValue).joined(separator: "|")
        return Option(
            name: name, placeholder: names, help: help, isRepeatable: false,
            show: { $0[keyPath: path].rawValue },
            apply: { (configuration, value) throws(Unfit) in
                guard let choice = Value(rawValue: value) else {
                    throw Unfit(expected: "one of \(names)")
                }
                configuration[keyPath: path] = choice
            })
    }

    /// A whole number from 1 on, in a unit that `placeholder` names.
    static func number<Value: FixedWidthInteger & Sendable>(
        _ name: String, _ placeholder: String, _ path: Path<Value>, _ help: String
    ) -> Option {
        Option(
            name: name, placeholder: placeholder, help: help, isRepeatable: false,
            show: { String($0[keyPath: path]) },
            apply: { (configuration, value) throws(Unfit) in
                guard let number = Int64(decimal: Bytes(value).span),
                    let fitting = Value(exactly: number), fitting > 0
                else { throw Unfit(expected: "a whole number from 1 on") }
                configuration[keyPath: path] = fitting
            })
    }

    /// Seconds, kept as milliseconds.
    static func seconds(_ name: String, _ path: Path<UInt64>, _ help: String) -> Option {
        Option(
            name: name, placeholder: "SECONDS", help: help, isRepeatable: false,
            show: { Self.seconds(milliseconds: $0[keyPath: path]) },
            apply: { (configuration, value) throws(Unfit) in
                guard let seconds = Double(value), seconds.isFinite, seconds >= 0.001,
                    seconds <= 86_400_000
                else { throw Unfit(expected: "seconds, such as 10 or 0.5") }
                configuration[keyPath: path] = UInt64(seconds * 1000)
            })
    }

    private static func seconds(milliseconds: UInt64) -> String {
        milliseconds % 1000 == 0
            ? String(milliseconds / 1000) : String(Double(milliseconds) / 1000)
    }
}
