import Testing

@Suite struct WordingTests {
    @Test func `the sources do without Foundation`() throws {
        for file in try SourceFile.all(below: "Sources") {
            let found = file.imports.filter { $0.hasPrefix("Foundation") }
            #expect(found.isEmpty, "\(file.path)")
        }
    }

    @Test(arguments: ["try!", "as!", "fatalError(", "preconditionFailure(", "precondition("])
    func `nothing in the sources traps on purpose`(word: String) throws {
        for file in try SourceFile.all(below: "Sources") {
            for line in file.code {
                #expect(!line.text.contains(word), "\(file.path):\(line.number)")
            }
        }
    }

    @Test(arguments: [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Base",
    ]) func `no type has a name that says nothing`(ending: String) throws {
        for file in try SourceFile.all(below: "Sources") {
            for name in file.declaredTypes {
                #expect(!name.hasSuffix(ending), "\(file.path) declares \(name)")
            }
        }
    }

    @Test func `the entry of the process holds nothing`() throws {
        let file = try #require(
            try SourceFile.all(below: "Sources/Daemon").first { $0.path.hasSuffix("/Main.swift") })
        #expect(file.lines.count <= 20)
        for other in try SourceFile.all(below: "Sources") where other.path != file.path {
            #expect(!other.code.contains { $0.text.hasPrefix("@main") }, "\(other.path)")
        }
    }

    @Test func `types are found where they are declared`() {
        let file = SourceFile(
            path: "a.swift",
            text: """
                @safe package final class ByteStorage: Sendable {
                    private struct Node {}
                    let name = "class Unknown"
                    // struct Comment {}
                    package typealias Element = Bytes
                """)
        #expect(file.declaredTypes == ["ByteStorage", "Node", "Element"])
    }
}
