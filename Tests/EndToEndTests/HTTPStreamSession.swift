import Foundation

/// The sessions of the byte store's original document: commands, each with what curl showed.
struct HTTPStreamSession: Sendable, CustomStringConvertible {
    let command: String
    /// The last head: status line and fields; nil where the document shows the body only.
    let status: String?
    let fields: [(name: String, value: String)]
    let body: String

    var description: String { command }

    /// What curl prints on both outputs with `-v`, or the body alone.
    init(command: String, output: String) {
        self.command = command
        let lines = output.replacingOccurrences(of: "\r\n", with: "\n").components(
            separatedBy: "\n")
        let heads = lines.enumerated().filter { $0.element.hasPrefix("< HTTP/") }
        // Behind the head of 100 Continue comes the one that counts.
        let start = heads.last?.offset
        status = start.map { String(lines[$0].dropFirst(2)) }
        fields = (start.map { lines[($0 + 1)...] } ?? []).filter { $0.hasPrefix("< ") }
            .compactMap { line in
                let parts = line.dropFirst(2).split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
            }
        body = lines.filter { line in
            // Of the progress curl prints several states on one line, without a line feed behind the last.
            !["* ", "> ", "< ", "} ", "{ ["].contains { line.hasPrefix($0) } && line != "<"
                && line != ">" && !line.contains("--:--") && !line.hasPrefix("  ")
        }.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The sessions in the order of the document.
    static let all: [HTTPStreamSession] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/httpstream-session.md")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.components(separatedBy: "```sh\n").dropFirst().compactMap { block in
            let lines = block.components(separatedBy: "```")[0].split(
                separator: "\n", maxSplits: 1)
            guard lines.count == 2 else { return nil }
            return HTTPStreamSession(
                command: lines[0].dropFirst().trimmingCharacters(in: .whitespaces),
                output: String(lines[1]))
        }
    }()
}
