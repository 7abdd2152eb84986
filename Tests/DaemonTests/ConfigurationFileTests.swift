import Testing

@testable import Daemon

@Suite struct ConfigurationFileTests {
    @Test func `comments, blanks and empty lines mean nothing`() throws {
        let text =
            "# head\n\n  data =  ./my data  # where\r\n\tstore=memory\norigin = http://a/#b\n"
        let file = try ConfigurationFile(text: text, path: "f")
        #expect(
            file.entries == [
                .init(key: "data", value: "./my data", line: 3),
                .init(key: "store", value: "memory", line: 4),
                .init(key: "origin", value: "http://a/#b", line: 5),
            ])
    }

    @Test(arguments: ["data", "= x", "data x", "a = b\nnonsense"])
    func `a line that is no setting is named`(text: String) {
        let error = #expect(throws: StartError.self) {
            try ConfigurationFile(text: text, path: "f")
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.hasSuffix("a line must read key = value.") == true)
    }

    @Test func `a value may be empty or hold equals signs`() throws {
        let file = try ConfigurationFile(text: "a =\nb = c=d", path: "f")
        #expect(file.entries.map(\.value) == ["", "c=d"])
    }

    @Test(arguments: ["/nowhere/at/all", "/"])
    func `a file that cannot be read is named`(path: String) {
        let error = #expect(throws: StartError.self) { try ConfigurationFile(path: path) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(path) == true)
    }
}
