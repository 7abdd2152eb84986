import Foundation
import Testing

/// Comments point only to what a reader of the checkout can open.
@Suite struct CitationTests {
    /// A document that a comment names, with the sections that it cites behind the name.
    struct Citation {
        let place: String
        let document: String
        let sections: [String]
    }

    @Test func `every document that a comment cites is in the checkout`() throws {
        let known = try Set(
            ["Documentation", "Resources", "Sources"].flatMap { folder in
                try Self.documents(below: folder).map { $0.lastPathComponent }
            } + ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "README.md"])
        let citations = try Self.citations()
        #expect(citations.count > 50)
        for citation in citations {
            #expect(known.contains(citation.document), "\(citation.place): \(citation.document)")
        }
    }

    @Test func `every section of the API that a comment cites is there`() throws {
        let text = try String(
            contentsOf: SourceFile.root.appending(path: "Documentation/hal-api.md"),
            encoding: .utf8)
        let choices = try #require(text.range(of: "## 14."))
        for citation in try Self.citations() where citation.document == "hal-api.md" {
            for section in citation.sections {
                let parts = section.split(separator: ".")
                let isThere =
                    parts.count == 1
                    ? text.contains("\n## \(section). ")
                    : parts[0] == "14"
                        ? text[choices.upperBound...].contains("\n\(parts[1]). ")
                        : text.contains("\n**\(section) ")
                #expect(isThere, "\(citation.place): §\(section)")
            }
        }
    }

    @Test func `no two sections of the API have the same number`() throws {
        let text = try String(
            contentsOf: SourceFile.root.appending(path: "Documentation/hal-api.md"),
            encoding: .utf8)
        let numbers = text.matches(of: /\n(?:\*\*|## )(?<number>[0-9]+(?:\.[0-9]+)?)[. ]/)
            .map { String($0.number) }
        #expect(numbers.count > 30)
        let repeated = Dictionary(grouping: numbers) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(repeated.sorted() == [])
    }

    private static func documents(below folder: String) throws -> [URL] {
        let place = SourceFile.root.appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: place.path())
            .filter { $0.hasSuffix(".md") }.map { place.appending(path: $0) }
    }

    private static func citations() throws -> [Citation] {
        let files = try SourceFile.all(below: "Sources") + SourceFile.all(below: "Tests")
        let wanted = /`(?<name>[A-Za-z\/-]+\.md)`(?<sections>(?:,? (?:and )?§[0-9]+(?:\.[0-9]+)?)*)/
        return files.flatMap { file in
            let comments = file.lines.map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("//") }
                .map { $0.drop { $0 == "/" || $0 == " " } }.joined(separator: " ")
            return comments.matches(of: wanted).map { match in
                Citation(
                    place: file.path,
                    document: match.name.split(separator: "/").last.map(String.init) ?? "",
                    sections: match.sections.matches(of: /[0-9]+(?:\.[0-9]+)?/).map { String($0.0) }
                )
            }
        }
    }
}
