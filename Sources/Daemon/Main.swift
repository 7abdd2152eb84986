/// The entry of the process. Nothing runs in here: in the context of the main actor nothing is immediate.
@main
enum Main {
    static func main() { Launch.run(Array(CommandLine.arguments.dropFirst())) }
}
