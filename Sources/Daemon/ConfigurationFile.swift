import Octets

/// A file of lines `name = value`; `#` begins a comment. The names are those of the flags.
enum ConfigurationFile {
    /// Reads the settings in a text. Throws for an unknown name and for a line that is none, with its number.
    static func parse(
        _ text: String, name: String
    ) throws(ConfigurationError) -> [(option: Option, value: String)] {
        var settings: [(option: Option, value: String)] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = trimmed(line.prefix { $0 != "#" })
            if content.isEmpty { continue }
            let parts = content.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw .setting("\(name):\(index + 1): 'name = value' expected")
            }
            let key = trimmed(parts[0])
            guard let option = Option.all.first(where: { $0.name == key }) else {
                throw .setting("\(name):\(index + 1): there is no setting '\(key)'")
            }
            settings.append((option, String(trimmed(parts[1]))))
        }
        return settings
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
