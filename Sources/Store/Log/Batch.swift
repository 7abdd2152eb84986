import Octets

/// Frames that are to be written and synced together, and what follows from them once they are.
struct Batch: ~Copyable {
    /// A frame in ``bytes``.
    struct Frame {
        var start: Int
        var length: Int
        var recordCount: UInt32
    }

    /// The frames, their headers still empty.
    var bytes = ByteWriter(capacity: 1 << 16)
    private(set) var frames: [Frame] = []
    private var recordCount: UInt32 = 0
    private var frameStart = 0
    /// In the order of the records. Locations are relative to ``bytes``.
    var changes: ContiguousArray<IndexChange> = []
    var answers: ContiguousArray<Answer> = []
    var streams = PendingStreams()
    /// Streams whose retention must be read anew, because their metadata streams change.
    var saidAnew: [StreamID] = []
    /// The payloads in files to which records refer.
    var kept: [KeptPayloads] = []
    /// How many appends of callers write something.
    var appends: UInt64 = 0
    var nextPosition: Int64 = 0
    var nextStream: UInt32 = 0

    init() {}

    /// Begins empty behind the state of now.
    mutating func reset(position: Int64, stream: UInt32) {
        // Memory that one large append has needed is not kept.
        if bytes.count > 4 << 20 {
            bytes = ByteWriter(capacity: 1 << 16)
        } else {
            bytes.removeAll()
        }
        frames.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        answers.removeAll(keepingCapacity: true)
        streams.removeAll()
        if !saidAnew.isEmpty { saidAnew = [] }
        if !kept.isEmpty { kept = [] }
        appends = 0
        nextPosition = position
        nextStream = stream
    }

    /// Begins a frame.
    mutating func beginFrame() {
        frameStart = bytes.count
        recordCount = 0
        for _ in 0..<(LogFormat.frameHeaderLength / 8) { bytes.append(littleEndian: UInt64(0)) }
    }

    /// Ends the frame; one without records was none.
    mutating func endFrame() {
        guard recordCount > 0 else { return bytes.truncate(to: frameStart) }
        frames.append(
            Frame(start: frameStart, length: bytes.count - frameStart, recordCount: recordCount))
    }

    /// Adds a record through `body` and what it means. `change` is given the record's offset.
    mutating func add(
        _ body: (inout ByteWriter) -> Void, meaning change: (Int) -> IndexChange
    ) {
        let offset = bytes.count
        body(&bytes)
        recordCount += 1
        changes.append(change(offset))
    }

    /// Writes the frames' headers for the segment and place in which they will stand. Returns the checksum
    /// to which the next frame chains.
    mutating func seal(marker: UInt64, batch: UInt64, chain: UInt32) -> UInt32 {
        var chain = chain
        for (index, frame) in frames.enumerated() {
            let body = LogFormat.frameHeaderLength
            let crc = CRC32C.of(bytes.span, frame.start + body, frame.length - body)
            let header = FrameHeader(
                length: frame.length, recordCount: frame.recordCount, batch: batch,
                previous: chain,
                flags: index == frames.count - 1 ? FrameHeader.endsBatch : 0, bodyCRC: crc)
            chain = header.write(into: &bytes, at: frame.start, marker: marker)
        }
        return chain
    }
}
