import Octets

extension MessagesWriter {
    /// What came of adding a record.
    enum Outcome {
        case added
        /// It does not check; what was gathered is of no use.
        case damaged
        /// Its texts were added, without the payload that this file has.
        case lacksPayload(MessageRecord, start: Int, PayloadReference)
    }

    /// Adds the message whose record begins at `offset` of a segment: copied first and then checked. Without
    /// its payload what stands before that is copied, and the rest only checked.
    mutating func append(
        recordOf position: Int64, at offset: Int, in segment: Span<UInt8>, includesPayload: Bool
    ) -> Outcome {
        guard let length = segment.integer(at: offset, as: UInt32.self).map({ Int($0) }),
            length >= LogFormat.messageHeaderLength, length % LogFormat.alignment == 0,
            let record = segment.slice(offset, length)
        else { return .damaged }
        let isWhole = includesPayload && record[9] & MessageRecord.referenceFlag == 0
        let kept = isWhole ? length : MessageRecord(record)?.payloadOffset ?? 0
        guard kept >= LogFormat.messageHeaderLength, kept <= length else { return .damaged }
        let start = block.count
        block.append(record.extracting(0..<kept))
        guard
            let message = Self.checked(
                block.span.window(start, kept), before: record.extracting(kept..<length)),
            message.length == length, message.position == position
        else { return .damaged }
        if includesPayload, message.isReference {
            guard let reference = PayloadReference(of: message, in: record) else { return .damaged }
            return .lacksPayload(message, start: start, reference)
        }
        append(Messages.Item(message, start: start, hasPayload: includesPayload))
        return .added
    }

    /// Adds the payload of the message whose other texts were added just now.
    mutating func append(
        payloadOf message: MessageRecord, start: Int, _ reference: PayloadReference,
        from files: PayloadFiles
    ) throws(StoreError) {
        let name = PayloadName(id: message.id, number: reference.number)
        try files.read(name, reference, length: message.payloadLength, into: &block)
        append(Messages.Item(message, start: start, hasPayload: true))
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
            isJSON: record.isJSON, hasPayload: hasPayload,
            id: record.id, created: Timestamp(ticks: record.created),
            start: start + record.streamOffset, streamLength: record.streamLength,
            typeLength: record.typeLength, contentTypeLength: record.contentTypeLength,
            metadataLength: record.metadataLength, payloadLength: record.payloadLength)
    }
}
