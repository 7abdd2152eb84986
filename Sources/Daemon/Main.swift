/// The entry of the process. Nothing runs in here: in the context of the main actor nothing is immediate.
@main
enum Main {
    static func main() {
        let words = CommandLine.arguments
        Launch.run(words.first ?? "", Array(words.dropFirst()))
    }
}
