import Glibc
import JSON
import Octets
import Store

/// Opens data directories as the server would after a power cut, one for each line of the standard input, and
/// says in a line of JSON what each holds. A `+` before the path has it written to, closed, and opened again.
///
///     CrashStates SEGMENT-BYTES < paths
@main
enum CrashStates {
    static func main() async {
        var options = LogOptions()
        if CommandLine.arguments.count > 1, let bytes = Int(CommandLine.arguments[1]) {
            options.segmentBytes = bytes
        }
        while let line = readLine() {
            let writes = line.hasPrefix("+")
            let path = writes ? String(line.dropFirst()) : line
            print(await answer(path, options, writes: writes))
            fflush(nil)
        }
    }

    /// What a directory holds, or why it does not open.
    private static func answer(
        _ path: String, _ options: LogOptions, writes: Bool
    ) async -> String {
        do {
            let store = try LogStore.open(directory: path, options: options)
            let contents = try await StoreContents(of: store)
            var refusal = await obstacle(store)
            if writes, refusal == nil { refusal = try await writeOn(store) }
            await store.close()
            if writes, refusal == nil {
                let again = try LogStore.open(directory: path, options: options)
                refusal = await obstacle(again)
                let later = try await StoreContents(of: again)
                if refusal == nil, later.messages.count != contents.messages.count + 1 {
                    refusal = "\(later.messages.count) messages behind one more write"
                }
                await again.close()
            }
            return contents.json(refusal: refusal)
        } catch {
            return StoreContents.failure("\(error)")
        }
    }

    private static func obstacle(_ store: LogStore) async -> String? {
        if let fault = store.faults.first { return "\(fault)" }
        return await store.writeObstacle().map { "\($0)" }
    }

    private static func writeOn(_ store: LogStore) async throws -> String? {
        guard let stream = StreamID("after-the-crash") else { return "no such name" }
        let message = NewMessage(
            id: .random(), type: "t", payload: Payload(.json, Bytes("{\"after\":true}")))
        let result = try await store.append([message], to: stream, expecting: .any)
        let found = try await store.message(atPosition: result.currentPosition)
        return found?.payload == message.payload ? nil : "what was written is not found"
    }
}
