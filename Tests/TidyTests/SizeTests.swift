import Testing

@Suite struct SizeTests {
    @Test(arguments: ["Sources", "Tests"])
    func `no file has more than 500 lines, and one above 300 is noted`(folder: String) throws {
        for file in try SourceFile.all(below: folder) {
            let count = file.lines.count
            #expect(count <= 500, "\(file.path) has \(count) lines")
            if count > 300 { print("note: \(file.path) has \(count) lines (300 are good)") }
        }
    }

    @Test(arguments: ["Sources", "Tests"])
    func `no function has more than 100 lines, and one above 60 is noted`(folder: String) throws {
        for file in try SourceFile.all(below: folder) {
            for (name, line, length) in file.functions {
                #expect(length <= 100, "\(file.path):\(line) \(name) has \(length) lines")
                if length > 60 {
                    print("note: \(file.path):\(line) has \(length) lines (60 are good)")
                }
            }
        }
    }

    @Test func `functions are measured from their first line to their last`() {
        let file = SourceFile(
            path: "a.swift",
            text: """
                struct A {
                    func one() { two() }
                    func two(
                        _ a: Int
                    ) throws -> Int {
                        if a > 0 {
                            return 1
                        }

                        return a
                    }
                    private static func required() async
                    init(b: Int) {
                    }
                    let initial = 3
                }
                """)
        #expect(file.functions.map(\.line) == [3, 13])
        #expect(file.functions.map(\.length) == [9, 2])
    }
}
