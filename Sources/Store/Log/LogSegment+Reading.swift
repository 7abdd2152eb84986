import Octets

extension LogSegment {
    /// The fixed part of a message's record, which was checked.
    func record(at entry: Entry, position: Int64) throws(StoreError) -> MessageRecord {
        let offset = entry.location.offset
        let map = map
        guard let length = Record.checkedLength(map.span, at: offset),
            let bytes = map.span.slice(offset, length),
            case .message(let record)? = Record(bytes), record.position == position
        else { throw damage(offset) }
        return record
    }

    /// A message, copied out of the map and then checked, so that what is handed out is what was checked.
    func message(
        at entry: Entry, position: Int64, stream: StreamID
    ) throws(StoreError) -> Message {
        let offset = entry.location.offset
        let map = map
        guard let length = map.span.integer(at: offset, as: UInt32.self), length >= 16,
            let mapped = map.span.slice(offset, Int(length))
        else { throw damage(offset) }
        return try message(
            from: Bytes(copying: mapped), at: offset, position: position, stream: stream,
            includesPayload: true)
    }

    /// A message without its payload, of which nothing is copied.
    func messageWithoutPayload(
        at entry: Entry, position: Int64, stream: StreamID
    ) throws(StoreError) -> Message {
        let record = try record(at: entry, position: position)
        let offset = entry.location.offset
        let map = map
        guard let head = map.span.slice(offset, record.payloadOffset) else { throw damage(offset) }
        return Message(
            record, texts: Bytes(copying: head), stream: stream, includesPayload: false)
    }

    /// A message out of a copy of its record.
    func message(
        from bytes: Bytes, at offset: Int, position: Int64, stream: StreamID, includesPayload: Bool
    ) throws(StoreError) -> Message {
        guard Record.checkedLength(bytes.span, at: 0) == bytes.count,
            case .message(let record)? = Record(bytes.span), record.position == position
        else { throw damage(offset) }
        return Message(record, texts: bytes, stream: stream, includesPayload: includesPayload)
    }

    func damage(_ offset: Int) -> StoreError {
        .damaged("\(name.log) at byte \(offset): the record's checksum fails")
    }
}

extension Message {
    /// The message of a record; `texts` are the record's bytes, which it goes on to share.
    init(_ record: MessageRecord, texts: Bytes, stream: StreamID, includesPayload: Bool) {
        func text(_ offset: Int, _ length: Int) -> Bytes { texts[offset..<(offset + length)] }
        let format: Payload.Format =
            record.flags & MessageRecord.isJSON != 0
            ? .json
            : .other(contentType: text(record.contentTypeOffset, record.contentTypeLength))
        let payload =
            includesPayload
            ? Payload(format, text(record.payloadOffset, record.payloadLength)) : nil
        self.init(
            position: record.position, stream: stream, version: record.version, id: record.id,
            type: text(record.typeOffset, record.typeLength),
            created: Timestamp(ticks: record.created),
            metadata: text(record.metadataOffset, record.metadataLength), format: format,
            payloadLength: record.payloadLength, payload: payload)
    }
}
