import Octets

/// What a record says of a payload that lies in a file of its own (`FORMAT.md`): it stands where a short
/// payload would, and the record has the payload's length.
struct PayloadReference: Hashable, Sendable {
    /// Bytes in a record.
    static let length = 16

    /// Tells the files of messages with one id apart. Random.
    let number: UInt64
    /// The checksum of the payload.
    let checksum: UInt32

    init(number: UInt64, checksum: UInt32) {
        self.number = number
        self.checksum = checksum
    }

    /// Reads what stands in a record; nil if that is too short.
    init?(_ bytes: Span<UInt8>) {
        guard let number = bytes.integer(at: 0, as: UInt64.self),
            let checksum = bytes.integer(at: 8, as: UInt32.self)
        else { return nil }
        self.init(number: number, checksum: checksum)
    }

    /// Reads what a message's record says; nil where it says nothing of the kind.
    init?(of message: MessageRecord, in record: Span<UInt8>) {
        guard message.isReference, let bytes = record.slice(message.payloadOffset, Self.length)
        else { return nil }
        self.init(bytes)
    }
}

extension ByteWriter {
    /// Writes a reference as it stands in a record.
    mutating func append(_ reference: PayloadReference) {
        append(littleEndian: reference.number)
        append(littleEndian: reference.checksum)
        append(littleEndian: UInt32(0))
    }
}
