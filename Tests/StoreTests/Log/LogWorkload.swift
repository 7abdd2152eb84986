import Octets

@testable import Store

/// A few operations, done one after the other.
struct LogWorkload: Sendable, CustomStringConvertible {
    typealias Step = @Sendable (LogStore) async throws -> Void

    let description: String
    let steps: [Step]
    /// Payloads of more bytes are files of their own.
    var payloadFileBytes = 0

    static let a = StreamID(name: "a")
    static let b = StreamID(name: "b")

    private static func append(
        _ count: Int, _ stream: StreamID = a, size: Int = 20, _ expected: ExpectedVersion = .any
    ) -> Step {
        let text = String(repeating: "x", count: size)
        return { store in
            let batch = (0..<count).map { NewMessage("\($0)\(text)") }
            _ = try await store.append(batch, to: stream, expecting: expected)
        }
    }

    static let all: [LogWorkload] = [
        LogWorkload(
            description: "batches of several sizes",
            steps: [
                append(1), append(3, b, size: 300), append(0, b), append(8), append(1, size: 3000),
            ]),
        LogWorkload(
            description: "over several segments",
            steps: [append(5, size: 500), append(5, size: 600), append(3, b, size: 900), append(1)]),
        LogWorkload(
            description: "deleting",
            steps: [
                append(3, size: 200), append(2, b),
                { try await $0.deleteMessage(in: a, at: 1) },
                { try await $0.truncate(b, before: 1) },
                { try await $0.deleteStream(a, expecting: .any) },
                append(1, a, .noStream),
            ]),
        LogWorkload(
            description: "metadata that trims",
            steps: [
                append(4, size: 100),
                {
                    try await $0.setMetadata(
                        StreamMetadata(maxCount: 2), of: a, expecting: .any)
                },
                append(2), append(1, size: 600),
                { try await $0.setMetadata(StreamMetadata(), of: a, expecting: .any) },
            ]),
        LogWorkload(
            description: "scavenging",
            steps: [
                append(5, size: 500), append(5, b, size: 300),
                { try await $0.truncate(a, before: 4) },
                { try await $0.deleteStream(b, expecting: .any) },
                { try await $0.scavenge() },
                append(1),
            ]),
        LogWorkload(
            description: "payloads in files",
            steps: [
                append(2), append(1, size: 900), append(3, b, size: 600), append(1),
                { try await $0.deleteMessage(in: b, at: 1) }, append(2, size: 1500),
                { try await $0.deleteStream(b, expecting: .any) },
                { try await $0.scavenge() },
                append(1, b, size: 100, .noStream),
            ], payloadFileBytes: 64),
    ]
}
