import Octets

/// The payloads in files to which a log's messages refer, without those that were deleted: found by reading the
/// records in order.
struct ReferredPayloads {
    /// A file, and what it must hold.
    struct Payload {
        let position: Int64
        let name: PayloadName
        let reference: PayloadReference
        let length: Int
    }

    private var payloads: [Int64: Payload] = [:]
    /// Their positions and versions by the numbers of their streams, rising.
    private var streams: [UInt32: [(version: Int32, position: Int64)]] = [:]

    var isEmpty: Bool { payloads.isEmpty }

    /// In the order of positions.
    var all: [Payload] { payloads.values.sorted { $0.position < $1.position } }

    /// Takes the next record.
    mutating func note(_ record: Record, _ bytes: Span<UInt8>) {
        switch record {
        case .message(let message):
            guard let reference = PayloadReference(of: message, in: bytes) else { return }
            payloads[message.position] = Payload(
                position: message.position,
                name: PayloadName(id: message.id, number: reference.number), reference: reference,
                length: message.payloadLength)
            streams[message.stream, default: []].append((message.version, message.position))
        case .messageDeleted(let position): payloads[position] = nil
        case .streamDeleted(let number): remove(of: number) { _ in true }
        case .truncated(let number, let before): remove(of: number) { $0 < before }
        case .tombstone, .streamCreated: break
        }
    }

    private mutating func remove(of stream: UInt32, where isGone: (Int32) -> Bool) {
        guard let known = streams[stream] else { return }
        for message in known where isGone(message.version) { payloads[message.position] = nil }
        streams[stream] = known.filter { !isGone($0.version) }
    }
}
