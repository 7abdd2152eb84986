import Octets

extension ByteWriter {
    /// Writes a message's record; with a reference, that stands for the payload.
    mutating func appendMessage(
        _ message: NewMessage, stream: StreamID, number: UInt32, version: Int32, position: Int64,
        created: Int64, reference: PayloadReference? = nil
    ) {
        var flags: UInt8 = 0
        var contentType = Bytes()
        switch message.payload.format {
        case .json: flags = MessageRecord.jsonFlag
        case .other(let type): contentType = type
        }
        if reference != nil { flags |= MessageRecord.referenceFlag }
        let texts =
            stream.bytes.count + message.type.count + contentType.count + message.metadata.count
            + (reference == nil ? message.payload.bytes.count : PayloadReference.length)
        let start = count
        let length = MessageRecord.length(texts: texts)
        reserve(length)
        let typeLength = UInt16(truncatingIfNeeded: message.type.count)
        let streamLength = UInt16(truncatingIfNeeded: stream.bytes.count)
        let contentTypeLength = UInt16(truncatingIfNeeded: contentType.count)
        unsafe append(upTo: LogFormat.messageHeaderLength) { raw in
            unsafe raw.storeBytes(of: UInt32(truncatingIfNeeded: length), as: UInt32.self)
            unsafe raw.storeBytes(of: 0, toByteOffset: 4, as: UInt32.self)
            unsafe raw.storeBytes(of: RecordKind.message.rawValue, toByteOffset: 8, as: UInt8.self)
            unsafe raw.storeBytes(of: flags, toByteOffset: 9, as: UInt8.self)
            unsafe raw.storeBytes(of: typeLength, toByteOffset: 10, as: UInt16.self)
            unsafe raw.storeBytes(of: number, toByteOffset: 12, as: UInt32.self)
            unsafe raw.storeBytes(of: position, toByteOffset: 16, as: Int64.self)
            unsafe raw.storeBytes(of: created, toByteOffset: 24, as: Int64.self)
            unsafe raw.storeBytes(of: version, toByteOffset: 32, as: Int32.self)
            unsafe raw.storeBytes(of: streamLength, toByteOffset: 36, as: UInt16.self)
            unsafe raw.storeBytes(of: contentTypeLength, toByteOffset: 38, as: UInt16.self)
            unsafe raw.storeBytes(of: message.id.high.bigEndian, toByteOffset: 40, as: UInt64.self)
            unsafe raw.storeBytes(of: message.id.low.bigEndian, toByteOffset: 48, as: UInt64.self)
            let metadata = UInt32(truncatingIfNeeded: message.metadata.count)
            unsafe raw.storeBytes(of: metadata, toByteOffset: 56, as: UInt32.self)
            let payload = UInt32(truncatingIfNeeded: message.payload.bytes.count)
            unsafe raw.storeBytes(of: payload, toByteOffset: 60, as: UInt32.self)
            return LogFormat.messageHeaderLength
        }
        append(stream.bytes)
        append(message.type)
        append(contentType)
        append(message.metadata)
        if let reference { append(reference) } else { append(message.payload.bytes) }
        endRecord(at: start)
    }

    /// Writes what is left of a message: its place, nothing else.
    mutating func appendTombstone(of message: MessageRecord, stream: Bytes) {
        let start = count
        append(littleEndian: UInt64(0))
        append(RecordKind.tombstone.rawValue)
        append(UInt8(0))
        append(littleEndian: UInt16(0))
        append(littleEndian: message.stream)
        append(littleEndian: message.position)
        append(littleEndian: message.created)
        append(littleEndian: message.version)
        append(littleEndian: UInt16(truncatingIfNeeded: stream.count))
        append(littleEndian: UInt16(0))
        append(littleEndian: UInt64(0))
        append(littleEndian: UInt64(0))
        append(littleEndian: UInt64(0))
        append(stream)
        endRecord(at: start)
    }

    /// Writes that a stream begins to exist.
    mutating func appendStreamCreated(_ number: UInt32, _ name: StreamID) {
        let start = appendSmall(
            .streamCreated, UInt16(truncatingIfNeeded: name.bytes.count), number)
        append(name.bytes)
        endRecord(at: start)
    }

    /// Writes that a stream ends.
    mutating func appendStreamDeleted(_ number: UInt32) {
        endRecord(at: appendSmall(.streamDeleted, 0, number))
    }

    /// Writes that a message ends.
    mutating func appendMessageDeleted(position: Int64) {
        let start = appendSmall(.messageDeleted, 0, 0)
        append(littleEndian: position)
        endRecord(at: start)
    }

    /// Writes that the messages of a stream below a version end.
    mutating func appendTruncated(_ number: UInt32, before version: Int32) {
        let start = appendSmall(.truncated, 0, number)
        append(littleEndian: version)
        endRecord(at: start)
    }

    private mutating func appendSmall(_ kind: RecordKind, _ extra: UInt16, _ number: UInt32) -> Int
    {
        let start = count
        append(littleEndian: UInt64(0))
        append(kind.rawValue)
        append(UInt8(0))
        append(littleEndian: extra)
        append(littleEndian: number)
        return start
    }

    /// Fills a record up to the alignment, and writes its length and checksum.
    private mutating func endRecord(at start: Int) {
        while (count - start) % LogFormat.alignment != 0 { append(UInt8(0)) }
        overwrite(littleEndian: UInt32(truncatingIfNeeded: count - start), at: start)
        let crc = CRC32C.of(span, start + 8, count - start - 8)
        overwrite(littleEndian: crc, at: start + 4)
    }
}
