/// What the index knows of a message, whatever the message's size. ``EntryTable`` keeps it in 16 bytes.
struct Entry {
    /// Where its record stands; ``Location/none`` once the message is gone.
    var location: Location
    /// When it was appended, in ticks.
    var created: Int64
    /// The number of its stream.
    var stream: UInt32
    /// Its version; ``unknownVersion`` where the message was found by its position: the record tells it then.
    var version: Int32
    var payloadLength: UInt32
    var metadataLength: UInt32
    /// Whether the payload is a file of its own.
    var isReference = false

    /// What ``version`` is where nobody asked the stream.
    static let unknownVersion: Int32 = -1

    static let none = Entry(
        location: .none, created: 0, stream: 0, version: 0, payloadLength: 0, metadataLength: 0)

    /// Whether the message exists.
    var isLive: Bool { location != .none }

    /// About how many bytes its record takes on disk, names left out.
    var approximateSize: Int {
        LogFormat.messageHeaderLength + Int(metadataLength)
            + (isReference ? PayloadReference.length : Int(payloadLength))
    }
}

/// Where a record stands: the place of its segment in memory (not its number: a rewritten segment takes a
/// new place) and its offset there.
struct Location: Hashable, Sendable {
    private let word: UInt64

    private init(word: UInt64) { self.word = word }

    /// Nowhere. No record stands at offset 0, where a segment's header is.
    static let none = Location(word: 0)

    init(slot: Int, offset: Int) {
        word =
            UInt64(truncatingIfNeeded: slot) << 32
            | UInt64(UInt32(truncatingIfNeeded: offset / LogFormat.alignment))
    }

    var slot: Int { Int(word >> 32) }
    var offset: Int { Int(UInt32(truncatingIfNeeded: word)) * LogFormat.alignment }
}
