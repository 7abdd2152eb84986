import Foundation

/// The curl session of the document that this server fulfils: each command with the answer it shows.
struct SeedSession {
    struct Exchange: Sendable, CustomStringConvertible {
        let command: String
        let answer: Answer
        var description: String { command }
    }

    /// What curl prints with `-i`: one head for each answer on the way (`-L` follows), then the last body.
    struct Answer: Sendable {
        struct Head: Sendable {
            var status: String
            var fields: [(name: String, value: String)]

            subscript(name: String) -> String? {
                fields.first { $0.name.lowercased() == name.lowercased() }?.value
            }
        }
        var heads: [Head] = []
        var body = ""

        init(_ text: String) {
            var rest = text.replacingOccurrences(of: "\r\n", with: "\n")
            while rest.hasPrefix("HTTP/") {
                let end = rest.range(of: "\n\n") ?? (rest.endIndex..<rest.endIndex)
                let lines = rest[..<end.lowerBound].split(separator: "\n").map(String.init)
                let fields = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                    return (
                        name: parts[0],
                        value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
                    )
                }
                heads.append(Head(status: lines[0], fields: fields))
                rest = String(rest[end.upperBound...])
            }
            body = rest
        }
    }

    /// The exchanges in the order of the document.
    static let exchanges: [Exchange] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/seed-session.md")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        let blocks = text.components(separatedBy: "```").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
            .map { $0.trimmingCharacters(in: .newlines) }
        return stride(from: 0, to: blocks.count - 1, by: 2).map {
            Exchange(command: blocks[$0], answer: Answer(blocks[$0 + 1] + "\n"))
        }
    }()
}
