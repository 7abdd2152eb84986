import HTTP
import Octets
import Store

/// What the last segment of `/streams/{id}/{message}` names.
enum MessageReference: Sendable {
    /// The message at a version.
    case version(Int32)
    /// `-1`: the newest message.
    case newest
    /// The message of that id.
    case id(UUID)
    /// A number that is no version: there is no such message.
    case none(Int64)

    /// Reads a decoded segment; refused as unknown where it is neither a number nor a UUID.
    init(_ segment: Bytes?) throws(Refusal) {
        let segment = segment ?? Bytes()
        if let number = Int64(decimal: segment.span), let small = Int32(exactly: number) {
            self = number == -1 ? .newest : number < 0 ? .none(number) : .version(small)
        } else if let id = UUID(segment.span) {
            self = .id(id)
        } else {
            throw .notFound
        }
    }

    /// The version as documents show it; -1 where the name is not one.
    var version: Int64 {
        switch self {
        case .version(let version): Int64(version)
        case .none(let number): number
        case .newest, .id: -1
        }
    }

    /// Writes the name as links spell it.
    func write(into writer: inout ByteWriter) {
        if case .id(let id) = self { writer.append(id) } else { writer.append(decimal: version) }
    }

    /// Looks the message up.
    func find(in stream: StreamID, _ store: any StreamStore) async throws(StoreError) -> Message? {
        switch self {
        case .version(let version): try await store.message(in: stream, at: version)
        case .newest: try await store.newestMessage(in: stream)
        case .id(let id): try await store.message(in: stream, withID: id)
        case .none: nil
        }
    }
}
