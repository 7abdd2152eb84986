import Foundation

/// The examples of a markdown file: fenced blocks marked `sh`, each with the unmarked block that follows it and
/// shows parts of the output.
struct Examples {
    struct Example: Sendable {
        let commands: String
        /// Lines that the output has, in this order, maybe with others between; "…" stands for anything.
        let shown: [String]
    }

    let examples: [Example]

    init(markdown: String) {
        var examples: [Example] = []
        var fence: (language: String, lines: [String])?
        var commands: String?
        for line in markdown.components(separatedBy: "\n") {
            guard line.hasPrefix("```") else {
                fence?.lines.append(line)
                continue
            }
            guard let block = fence else {
                fence = (String(line.dropFirst(3)).trimmingCharacters(in: .whitespaces), [])
                continue
            }
            fence = nil
            if block.language == "sh" {
                if let commands { examples.append(Example(commands: commands, shown: [])) }
                commands = block.lines.joined(separator: "\n")
            } else if let pending = commands, ["", "http", "json", "text"].contains(block.language)
            {
                examples.append(
                    Example(commands: pending, shown: block.lines.filter { !$0.isEmpty }))
                commands = nil
            }
        }
        if let commands { examples.append(Example(commands: commands, shown: [])) }
        self.examples = examples
    }

    /// The first of the lines that the output does not have behind the ones before it; nil if it has all.
    static func missing(_ shown: [String], in output: String) -> String? {
        var rest = output[...]
        for line in shown {
            for part in line.components(separatedBy: "…") {
                let part = part.trimmingCharacters(in: .whitespaces)
                if part.isEmpty { continue }
                guard let range = rest.range(of: part) else { return line }
                rest = rest[range.upperBound...]
            }
        }
        return nil
    }
}
