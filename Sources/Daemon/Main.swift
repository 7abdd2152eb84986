import Glibc

/// The executable. What it does stands in ``run(_:environment:)``: nothing may start inside this type, whose
/// methods belong to the main actor.
@main
enum Main {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst()), environment: .process).rawValue)
    }
}
