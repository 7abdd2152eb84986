import Foundation

/// A Swift file of the checkout.
struct SourceFile: Sendable {
    /// The path below the checkout: `Sources/HTTP/Wire/BodyFraming.swift`.
    let path: String
    let lines: [String]

    /// The checkout that is tested.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below a folder of the checkout, in order.
    static func all(below folder: String) throws -> [SourceFile] {
        let paths = try FileManager.default.subpathsOfDirectory(
            atPath: root.appending(path: folder).path())
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(
                contentsOf: root.appending(path: "\(folder)/\(path)"), encoding: .utf8)
            return SourceFile(path: "\(folder)/\(path)", text: text)
        }
    }

    /// A file of this text.
    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The folder that the file lies in: `Sources/HTTP/Wire`.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

    /// The lines of code, comments left out, with their numbers from 1.
    var code: [(number: Int, text: String)] {
        lines.enumerated().compactMap { index, line in
            let content = line.drop { $0 == " " }
            return content.hasPrefix("//") ? nil : (index + 1, line)
        }
    }

    /// The modules that the file imports.
    var imports: [String] {
        code.compactMap { line in
            let words = line.text.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({
                    $0.hasPrefix("@") || $0 == "package" || $0 == "public" || $0 == "internal"
                })
            else { return nil }
            return words[place + 1]
        }
    }

    /// The names of the types that the file declares.
    var declaredTypes: [String] {
        code.compactMap { line in
            let words = line.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            let kinds: Set<Substring> = [
                "class", "struct", "enum", "protocol", "actor", "typealias",
            ]
            let modifiers: Set<Substring> = [
                "safe", "unsafe", "main", "package", "public", "private", "fileprivate",
                "internal", "final", "indirect", "nonisolated", "usableFromInline", "frozen",
            ]
            guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count,
                words[..<kind].allSatisfy(modifiers.contains),
                words[kind + 1].first?.isUppercase == true
            else { return nil }
            return String(words[kind + 1])
        }
    }

    /// The names of the types that the file declares outside of others.
    var topLevelTypes: [String] {
        SourceFile(
            path: path, text: lines.filter { $0.first != " " }.joined(separator: "\n")
        ).declaredTypes
    }

    /// The functions of the file and how many lines each has. It counts on the formatter: a body ends at
    /// the first closing brace that is indented as its declaration is.
    var functions: [(name: String, line: Int, length: Int)] {
        code.compactMap { number, text in
            guard let name = Self.declaredFunction(text) else { return nil }
            let indent = String(text.prefix { $0 == " " })
            for end in number..<lines.count {
                let line = lines[end]
                if line == indent + "}" { return (name, number, end - number + 2) }
                guard !line.isEmpty, line.prefix(while: { $0 == " " }).count <= indent.count
                else { continue }
                let rest = line.drop { $0 == " " }
                // The second line of a long signature stands where the first does.
                guard rest.hasPrefix(")") || rest.hasPrefix("{") || rest.hasPrefix("->") else {
                    return nil
                }
            }
            return nil
        }
    }

    private static func declaredFunction(_ line: String) -> String? {
        let modifiers: Set<String> = [
            "package", "public", "private", "fileprivate", "internal", "static", "mutating",
            "consuming", "borrowing", "final", "nonisolated", "convenience", "override",
        ]
        for word in line.split(separator: " ").map(String.init) {
            if word.hasPrefix("@") || modifiers.contains(word) { continue }
            for kind in ["init", "subscript", "deinit"] where word.hasPrefix(kind) {
                let rest = word.dropFirst(kind.count)
                return rest.isEmpty || "(?<".contains(rest.first ?? " ") ? kind : nil
            }
            return word == "func" ? String(line.drop { $0 == " " }.prefix(70)) : nil
        }
        return nil
    }
}
