package import Octets

/// What is said of an upload when it begins, and does not change.
package struct PartialFacts: Hashable, Sendable {
    /// Where the stream goes that it becomes; of no meaning in a store of files.
    package var queue: QueueName
    /// The name and media type that the blob will have.
    package var note: BlobNote
    /// What the client said of it, in its own words, on one line; nil for nothing. At most ``metadataLimit`` bytes.
    package var metadata: Bytes?

    /// The most bytes of ``metadata``; more are left out.
    package static let metadataLimit = 64 << 10

    /// The facts of an upload.
    package init(
        queue: QueueName = .main, note: BlobNote = BlobNote(), metadata: Bytes? = nil
    ) {
        self.queue = queue
        self.note = note
        self.metadata = metadata.flatMap { text in
            let isLine = text.span.firstIndex(of: UInt8(ascii: "\n")) == nil
            return isLine && text.count <= Self.metadataLimit ? text : nil
        }
    }

    /// Lines of a key, a blank and a value, and the note behind them.
    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: 256)
        writer.append("queue ")
        writer.append(Bytes("\(queue)"))
        writer.append("\n")
        if let metadata {
            writer.append("metadata ")
            writer.append(metadata)
            writer.append("\n")
        }
        writer.append(note.encoded())
        return writer.finish()
    }

    /// Reads what ``encoded()`` wrote; nil for anything else. Lines that it does not know are passed over.
    init?(encoded bytes: Bytes) {
        var queue = QueueName.main
        var metadata: Bytes?
        var start = 0
        while let end = bytes.span.firstIndex(of: UInt8(ascii: "\n"), from: start) {
            if let note = BlobNote(encoded: bytes[start..<bytes.count]) {
                self.init(queue: queue, note: note, metadata: metadata)
                return
            }
            let line = bytes[start..<end]
            let blank = line.span.firstIndex(of: UInt8(ascii: " ")) ?? line.count
            let value = line[min(blank + 1, line.count)..<line.count]
            switch line[0..<blank] {
            case "queue": queue = QueueName(value.text) ?? .main
            case "metadata": metadata = value
            default: break
            }
            start = end + 1
        }
        return nil
    }
}
