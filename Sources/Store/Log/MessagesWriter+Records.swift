import Octets

extension MessagesWriter {
    /// Adds the message whose record begins at `offset` of a segment: copied first and then checked. Without
    /// its payload what stands before that is copied, and the rest only checked. False if it is damaged; what
    /// was gathered is of no use then.
    mutating func append(
        recordOf position: Int64, at offset: Int, in segment: Span<UInt8>, includesPayload: Bool
    ) -> Bool {
        guard let length = segment.integer(at: offset, as: UInt32.self).map({ Int($0) }),
            length >= LogFormat.messageHeaderLength, length % LogFormat.alignment == 0,
            let record = segment.slice(offset, length)
        else { return false }
        let kept = includesPayload ? length : MessageRecord(record)?.payloadOffset ?? 0
        guard kept >= LogFormat.messageHeaderLength, kept <= length else { return false }
        let start = block.count
        block.append(record.extracting(0..<kept))
        guard
            let message = Self.checked(
                block.span.window(start, kept), before: record.extracting(kept..<length)),
            message.length == length, message.position == position
        else { return false }
        append(Messages.Item(message, start: start, hasPayload: includesPayload))
        return true
    }

    /// What the copied beginning of a message's record says, if the checksum holds for it and the rest.
    private static func checked(
        _ copy: Span<UInt8>, before rest: Span<UInt8>
    ) -> MessageRecord? {
        var crc = CRC32C()
        crc.update(copy.extracting(8..<copy.count))
        if !rest.isEmpty { crc.update(rest) }
        guard copy.integer(at: 4, as: UInt32.self) == crc.value,
            copy[8] == RecordKind.message.rawValue,
            let message = MessageRecord(copy), message.streamLength > 0,
            message.payloadOffset <= copy.count
        else { return nil }
        return message
    }
}

extension Messages.Item {
    /// The message of a record that was checked and begins at `start` of the block.
    fileprivate init(_ record: MessageRecord, start: Int, hasPayload: Bool) {
        self.init(
            position: record.position, version: record.version,
            isJSON: record.flags & MessageRecord.isJSON != 0, hasPayload: hasPayload,
            id: record.id, created: Timestamp(ticks: record.created),
            start: start + record.streamOffset, streamLength: record.streamLength,
            typeLength: record.typeLength, contentTypeLength: record.contentTypeLength,
            metadataLength: record.metadataLength, payloadLength: record.payloadLength)
    }
}
