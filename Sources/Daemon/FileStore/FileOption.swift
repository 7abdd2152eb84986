import Octets

/// An option of the file store's command line.
struct FileOption: Sendable {
    /// Without the dashes.
    let name: String
    /// What the value is; empty where the option has none.
    let placeholder: String
    let help: String
    /// Puts the value into the options, or says what is wrong with it.
    let apply: @Sendable (inout FileOptions, String) -> String?

    /// Every option that there is.
    static let table: [FileOption] = [
        FileOption(
            name: "host", placeholder: "HOST",
            help: "host name or IP address to listen on (default: 0.0.0.0, IPv6 too)"
        ) { options, value in
            guard !value.isEmpty, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                return "invalid host value: '\(value)'"
            }
            // An IPv6 address may be in brackets, as a URL has it.
            let isBracketed = value.hasPrefix("[") && value.hasSuffix("]")
            options.host = isBracketed ? String(value.dropFirst().dropLast()) : value
            return nil
        },
        number(
            "port", "PORT", "port to listen on (default: 9000)", \.port, from: 0, to: 65_535),
        FileOption(
            name: "log", placeholder: "LEVEL",
            help: "least level in the log, from TRACE to CRITICAL (default: DEBUG)"
        ) { options, value in
            guard let level = LogLevel(name: value) else {
                let names = LogLevel.allCases.map { "'\($0.name)'" }.joined(separator: ", ")
                return "invalid choice: '\(value)' (choose from \(names))"
            }
            options.log = level
            return nil
        },
        number(
            "listen", "NUMBER", "connections that may wait to be accepted (default: 5)",
            \.backlog, from: 1, to: 1 << 20),
        number(
            "buffer", "BYTES", "bytes read ahead for a connection (default: 4096)", \.buffer,
            from: 1, to: 1 << 24),
        FileOption(
            name: "hash", placeholder: "HASH",
            help: "digest that names files: md5, sha1, sha256, sha512 (default: md5)"
        ) { options, value in
            guard let hash = Configuration.FileHash(rawValue: value) else {
                let names = Configuration.FileHash.allCases.map { "'\($0.rawValue)'" }
                    .joined(separator: ", ")
                return "invalid choice: '\(value)' (choose from \(names))"
            }
            options.hash = hash
            return nil
        },
        FileOption(
            name: "verify", placeholder: "",
            help: "compare a file with its digests before it is sent"
        ) { options, _ in
            options.verifies = true
            return nil
        },
        number(
            "max-file", "BYTES", "longest file, 0 for no limit but the disk (default: 0)",
            \.largest, from: 0, to: 1 << 62),
    ]

    private static func number<Value: FixedWidthInteger & Sendable>(
        _ name: String, _ placeholder: String, _ help: String,
        _ path: any WritableKeyPath<FileOptions, Value> & Sendable, from least: Int64,
        to most: Int64
    ) -> FileOption {
        FileOption(name: name, placeholder: placeholder, help: help) { options, text in
            guard text.utf8.allSatisfy({ $0.isASCIIDigit }), let number = Int64(text),
                number >= least, number <= most, let value = Value(exactly: number)
            else { return "invalid int value: '\(text)'" }
            options[keyPath: path] = value
            return nil
        }
    }
}
