import Octets

/// The kinds of records.
enum RecordKind: UInt8 {
    /// A message.
    case message = 1
    /// A stream begins to exist.
    case streamCreated = 2
    /// A stream ends, with all its messages.
    case streamDeleted = 3
    /// One message ends.
    case messageDeleted = 4
    /// The messages of a stream below a version end.
    case truncated = 5
    /// A message stood here: what the scavenger leaves of a stream's newest message, so that version and
    /// position are not used again.
    case tombstone = 6
}

/// The fixed part of a message's record or of a tombstone.
struct MessageRecord {
    static let jsonFlag: UInt8 = 1
    /// The payload is a file of its own; a ``PayloadReference`` stands in its place.
    static let referenceFlag: UInt8 = 2

    var length: Int
    var flags: UInt8
    var typeLength: Int
    var stream: UInt32
    var position: Int64
    var created: Int64
    var version: Int32
    var streamLength: Int
    var contentTypeLength: Int
    var id: UUID
    var metadataLength: Int
    /// The length of the payload, wherever that lies.
    var payloadLength: Int

    /// Whether the payload is JSON text.
    var isJSON: Bool { flags & Self.jsonFlag != 0 }
    /// Whether the payload is a file of its own.
    var isReference: Bool { flags & Self.referenceFlag != 0 }

    /// Where the texts begin, counted from the record's beginning, in the order in which they stand.
    var streamOffset: Int { LogFormat.messageHeaderLength }
    var typeOffset: Int { streamOffset + streamLength }
    var contentTypeOffset: Int { typeOffset + typeLength }
    var metadataOffset: Int { contentTypeOffset + contentTypeLength }
    var payloadOffset: Int { metadataOffset + metadataLength }
    var end: Int { payloadOffset + (isReference ? PayloadReference.length : payloadLength) }

    /// Reads the fixed part of a record that begins with `record`; nil if the lengths contradict each other.
    init?(_ record: Span<UInt8>) {
        guard let length = record.integer(at: 0, as: UInt32.self),
            let flags = record.integer(at: 9, as: UInt8.self),
            let typeLength = record.integer(at: 10, as: UInt16.self),
            let stream = record.integer(at: 12, as: UInt32.self),
            let position = record.integer(at: 16, as: Int64.self),
            let created = record.integer(at: 24, as: Int64.self),
            let version = record.integer(at: 32, as: Int32.self),
            let streamLength = record.integer(at: 36, as: UInt16.self),
            let contentTypeLength = record.integer(at: 38, as: UInt16.self),
            let high = record.integer(at: 40, as: UInt64.self),
            let low = record.integer(at: 48, as: UInt64.self),
            let metadataLength = record.integer(at: 56, as: UInt32.self),
            let payloadLength = record.integer(at: 60, as: UInt32.self)
        else { return nil }
        self.length = Int(length)
        self.flags = flags
        self.typeLength = Int(typeLength)
        self.stream = stream
        self.position = position
        self.created = created
        self.version = version
        self.streamLength = Int(streamLength)
        self.contentTypeLength = Int(contentTypeLength)
        id = UUID(high: high.byteSwapped, low: low.byteSwapped)
        self.metadataLength = Int(metadataLength)
        self.payloadLength = Int(payloadLength)
        guard position >= 0, version >= 0, LogFormat.aligned(end) == Int(length) else { return nil }
    }

    /// The length of a record with these texts, in bytes.
    static func length(texts: Int) -> Int {
        LogFormat.aligned(LogFormat.messageHeaderLength + texts)
    }
}

/// Any record, read and checked.
enum Record {
    case message(MessageRecord)
    case tombstone(MessageRecord)
    case streamCreated(number: UInt32, name: Bytes)
    case streamDeleted(number: UInt32)
    case messageDeleted(position: Int64)
    case truncated(number: UInt32, before: Int32)

    /// Whether the record that begins at `offset` is as it was written. Nil if not; else its length.
    static func checkedLength(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
        guard let length = bytes.integer(at: offset, as: UInt32.self), length >= 16,
            Int(length) % LogFormat.alignment == 0,
            let crc = bytes.integer(at: offset + 4, as: UInt32.self),
            let body = bytes.slice(offset + 8, Int(length) - 8), CRC32C.of(body) == crc
        else { return nil }
        return Int(length)
    }

    /// Reads a record that was checked.
    init?(_ record: Span<UInt8>) {
        guard let byte = record.integer(at: 8, as: UInt8.self),
            let kind = RecordKind(rawValue: byte)
        else { return nil }
        switch kind {
        case .message, .tombstone:
            guard let message = MessageRecord(record), message.length == record.count else {
                return nil
            }
            self = kind == .message ? .message(message) : .tombstone(message)
        case .streamCreated:
            guard let number = record.integer(at: 12, as: UInt32.self),
                let length = record.integer(at: 10, as: UInt16.self),
                let name = record.slice(16, Int(length))
            else { return nil }
            self = .streamCreated(number: number, name: Bytes(copying: name))
        case .streamDeleted:
            guard let number = record.integer(at: 12, as: UInt32.self) else { return nil }
            self = .streamDeleted(number: number)
        case .messageDeleted:
            guard let position = record.integer(at: 16, as: Int64.self) else { return nil }
            self = .messageDeleted(position: position)
        case .truncated:
            guard let number = record.integer(at: 12, as: UInt32.self),
                let before = record.integer(at: 16, as: Int32.self)
            else { return nil }
            self = .truncated(number: number, before: before)
        }
    }
}
