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

    /// A message, copied out of the map and then checked, so that what is handed out is what was checked. Its payload
    /// must stand in the record.
    func message(at entry: Entry, position: Int64) throws(StoreError) -> Message {
        var found = FoundMessages()
        found.append(Found(position: position, entry: entry), in: self)
        return try found.read(includesPayloads: true, from: nil)[0]
    }

    /// Whose payload the record at `offset` has, or refers to; nil if it is damaged.
    func origin(ofRecordAt offset: Int) -> PayloadOrigin? {
        let map = map
        guard let length = Record.checkedLength(map.span, at: offset),
            let bytes = map.span.slice(offset, length), case .message(let record)? = Record(bytes)
        else { return nil }
        return PayloadOrigin(
            id: record.id, length: record.payloadLength,
            reference: PayloadReference(of: record, in: bytes))
    }

    /// Copies the records of those messages that stand here, from the one at `index` to the first that does
    /// not. Returns the index of that.
    func copy(
        _ found: Span<Found>, from index: Int, into messages: inout MessagesWriter,
        includesPayloads: Bool, from files: PayloadFiles?
    ) throws(StoreError) -> Int {
        let map = map
        var index = index
        while index < found.count, found[index].entry.location.slot == slot {
            let offset = found[index].entry.location.offset
            let outcome = messages.append(
                recordOf: found[index].position, at: offset, in: map.span,
                includesPayload: includesPayloads)
            switch outcome {
            case .added: break
            case .damaged: throw damage(offset)
            case .lacksPayload(let message, let start, let reference):
                guard let files else { throw damage(offset) }
                try messages.append(payloadOf: message, start: start, reference, from: files)
            }
            index += 1
        }
        return index
    }

    func damage(_ offset: Int) -> StoreError {
        .damaged("\(name.log) at byte \(offset): the record's checksum fails")
    }
}
