import Testing

@testable import Daemon

@Suite struct InvocationTests {
    @Test func `nothing at all means to serve`() throws {
        let invocation = try Invocation([])
        #expect(invocation.command == .serve)
        #expect(invocation.mode == .run)
        #expect(invocation.given.isEmpty)
    }

    @Test(arguments: [
        ["--data", "x"], ["--data=x"], ["serve", "--data", "x"], ["--data", "x", "serve"],
    ]) func `a value stands behind a blank or an equals sign`(arguments: [String]) throws {
        #expect(try Invocation(arguments).given == [.init(name: "data", value: "x")])
    }

    @Test func `what follows the first equals sign is the value`() throws {
        let invocation = try Invocation(["--data=a=b", "--resources="])
        #expect(invocation.given.map(\.value) == ["a=b", ""])
    }

    @Test func `a flag without a placeholder needs no value`() throws {
        let invocation = try Invocation(["--disable-deletion-tracking", "verify"])
        #expect(invocation.given == [.init(name: "disable-deletion-tracking", value: "true")])
        #expect(invocation.command == .verify)
    }

    @Test(arguments: [
        ("--help", Invocation.Mode.help), ("-h", .help), ("--version", .version),
        ("--print-config", .printConfiguration), ("--check", .check),
    ]) func `a question is not a server`(argument: String, mode: Invocation.Mode) throws {
        #expect(try Invocation([argument]).mode == mode)
    }

    @Test func `a backup names its directory behind the command`() throws {
        let invocation = try Invocation(["backup", "/srv/copy", "--data", "x"])
        #expect(invocation.command == .backup)
        #expect(invocation.operand == "/srv/copy")
        #expect(try Invocation(["backup"]).operand == nil)
    }

    @Test func `the configuration file is named`() throws {
        #expect(try Invocation(["--config", "f"]).configurationFile == "f")
        #expect(try Invocation(["--config=f"]).configurationFile == "f")
    }

    @Test(arguments: [
        (["--nonsense"], "There is no option --nonsense."),
        (["nonsense"], "There is no command nonsense."),
        (["serve", "verify"], "There is no command verify."),
        (["backup", "a", "b"], "There is no command b."),
        (["--data"], "The option --data needs a value."),
        (["-data", "x"], "There is no option -data."), (["--"], "There is no option --."),
        (["--config"], "The option --config needs a value."),
        (["--DATA", "x"], "There is no option --DATA."),
        ([""], "There is no command ."),
    ]) func `what is not understood ends with the number for usage`(
        arguments: [String], message: String
    ) {
        let error = #expect(throws: StartError.self) { try Invocation(arguments) }
        #expect(error?.code == .usage)
        #expect(error?.message == "\(message) Try halserver --help.")
    }

    @Test func `the help shows every option with its default`() {
        let help = Invocation.help()
        for option in Option.table {
            #expect(help.contains("  --\(option.name)"))
            #expect(help.contains(option.help))
        }
        #expect(help.contains("--listen HOST:PORT"))
        #expect(help.contains("[127.0.0.1:5000]"))
    }

    @Test func `no two options have one name`() {
        #expect(Set(Option.table.map(\.name)).count == Option.table.count)
    }
}
