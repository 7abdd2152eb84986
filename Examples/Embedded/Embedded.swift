import Dispatch
import Glibc
import HALServer

/// A program with pages of its own, which keeps its events in a HAL API below `/events/`.
@main
enum Embedded {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count == 3 else {
            print("usage: Embedded ADDRESS DATA RESOURCES (127.0.0.1:8080 ./events ./Resources)")
            return
        }
        let store = try EventStore.directory(words[1])
        var options = HALMiddleware.Options()
        options.useCanonicalURLs = false
        let events = try HALMiddleware(
            store, resources: words[2], prefix: "/events", options: options)

        let server = try WebServer.start(on: words[0]) { request in
            if let answer = await events.respond(to: request) { return answer }
            return page(for: request)
        }
        print("serving \(server.addresses.joined(separator: " "))")
        fflush(nil)

        await endOfProgram()
        await server.stop()
        await store.close()
    }

    /// Returns when somebody types Control-C or sends SIGTERM.
    static func endOfProgram() async {
        var sources: [any DispatchSourceSignal] = []
        let signals = AsyncStream<Void> { continuation in
            for number in [SIGINT, SIGTERM] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
                source.setEventHandler { continuation.finish() }
                source.resume()
                sources.append(source)
            }
        }
        for await _ in signals {}
        for source in sources { source.cancel() }
    }

    /// The program's own pages.
    static func page(for request: WebRequest) -> WebResponse {
        guard request.path == "/" else { return WebResponse(status: 404) }
        let text = "My own page. The events are below events/\n"
        return WebResponse(
            status: 200, fields: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8))
    }
}
