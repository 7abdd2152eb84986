import Octets

/// Does what the arguments ask for, and returns how it ended. A free function: what it starts must not belong to
/// the main actor.
func run(_ arguments: [String], environment: Environment) -> ExitStatus {
    do throws(ConfigurationError) {
        let invocation = try Invocation(arguments)
        switch invocation.command {
        case .help:
            Console.out(Help.text)
            return .success
        case .version:
            Console.out(Version.text)
            return .success
        case .serve, .verify: break
        }
        let settings = try Settings(
            flags: invocation.flags, environment: environment,
            file: try file(invocation, environment))
        if invocation.printsConfiguration {
            Console.out(settings.listing)
            return .success
        }
        if invocation.checksOnly { return .success }
        return invocation.command == .verify
            ? verify(settings.configuration) : serve(settings.configuration, environment)
    } catch {
        Console.report(error.description)
        if error.isUsage { Console.report("see halserver --help") }
        return error.isUsage ? .usage : .configuration
    }
}

/// The settings in the configuration file that the command line or the environment names.
private func file(
    _ invocation: Invocation, _ environment: Environment
) throws(ConfigurationError) -> [(option: Option, value: String)] {
    guard let path = invocation.file ?? environment["HALSERVER_CONFIG"] else { return [] }
    let text: Bytes
    do throws(SystemError) {
        text = try WholeFile.read(path)
    } catch {
        throw .setting("\(path): \(error)")
    }
    return try ConfigurationFile.parse(text.text, name: path)
}
