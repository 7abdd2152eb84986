/// Every bound of the engine, with its unit. What a peer can make large or slow has a limit here.
package struct Limits: Sendable {
    /// The longest request line, in bytes, its end excluded. Over it: 414.
    package var requestLineBytes = 16_384
    /// The longest header section, in bytes. Over it: 431.
    package var headerSectionBytes = 32_768
    /// The most field lines of a header section. Over it: 431.
    package var headerFields = 100
    /// The longest extensions of one chunk, in bytes. Over it: 400.
    package var chunkExtensionBytes = 4_096
    /// The extensions of all chunks of a body, in bytes, beyond a sixteenth of its data. Over it: 413.
    package var chunkExtensionBytesInAll = 16_384
    /// The longest trailer section, in bytes. Over it: 413.
    package var trailerBytes = 8_192
    /// The most field lines of a trailer section. Over it: 413.
    package var trailerFields = 100

    /// Whether the one kind of request with both Content-Length and Transfer-Encoding is taken that
    /// ``BareUpload`` describes. All others are 400 in any case. A server sets it for each ``Site``.
    package var takesBareUploads = false

    /// The time for a whole head from its first byte on, in milliseconds. Over it: 408.
    package var headerMilliseconds: UInt64 = 10_000
    /// How long a connection may stay without a request, in milliseconds. Then it is closed.
    package var idleMilliseconds: UInt64 = 120_000
    /// The slowest body, in bytes a second of waiting for it. Below it: 408.
    package var bodyBytesPerSecond: UInt64 = 240
    /// How long a body may be slower than that, in milliseconds.
    package var bodyGraceMilliseconds: UInt64 = 5_000
    /// How long a peer may take nothing of an answer that waits for it, in milliseconds; and how long it
    /// may be slower than ``writeBytesPerSecond``. Then the connection is closed.
    package var writeStallMilliseconds: UInt64 = 30_000
    /// The slowest reader, in bytes a second, once ``writeStallMilliseconds`` have passed. Readers of files, which cost
    /// no memory, have ``idleMilliseconds`` for each step, and no pace.
    package var writeBytesPerSecond: UInt64 = 240
    /// How long the rest of a peer's bytes is read and thrown away behind a last answer, in milliseconds,
    /// so that the answer is not lost in a reset.
    package var lingerMilliseconds: UInt64 = 2_000

    /// The most connections of all loops together. Over it: 503 and close. It is lowered to the
    /// process's descriptors less ``reservedDescriptors``.
    package var connections = 20_000
    /// Descriptors that connections must leave free, for files.
    package var reservedDescriptors = 64
    /// How many requests of one connection are answered before the other connections have their turn.
    package var pipelined = 16
    /// How much is read ahead of what the handlers have taken, in bytes a connection.
    package var readAheadBytes = 65_536
    /// How many bytes of unfinished requests all connections together may keep in memory: heads that have
    /// begun, what was read ahead, bodies that are collected. Over it: 503, and nothing is read ahead. Up to
    /// twice of it is occupied, because the room of a body doubles as it grows.
    package var heldRequestBytes = 268_435_456
    /// How much of a body that no handler wanted is skipped, in bytes, to keep the connection.
    package var skippedBodyBytes: UInt64 = 262_144
    /// How much of a streamed answer may wait for the peer, in bytes, before its writer is suspended.
    package var writeAheadBytes = 65_536
    /// What all connections together may hold in memory for peers that do not take it, in bytes. Over it the
    /// connection whose peer has taken nothing for longest is closed; one answer may always be held.
    package var unsentBytes = 33_554_432

    /// How much is read before a head is complete or refused, in bytes: more than any head may have, or it
    /// could never be either.
    var headRoomBytes: Int {
        max(readAheadBytes, requestLineBytes + headerSectionBytes + 1_024)
    }

    /// The defaults.
    package init() {}
}
