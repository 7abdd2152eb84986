package import Octets

/// What became of an upload that was complete.
package enum PartialResult: Hashable, Sendable {
    /// A stream. It has the identifier of the upload.
    case stream(UUID)
    /// A file.
    case stored(ContentHash)
    /// The same bytes were a file already.
    case exists(ContentHash)
    /// Nothing: other bytes are a file of that digest.
    case collision(ContentHash)
}

/// How far the end of an upload is, as its record says it on one line of fixed length.
enum PartialEnd: Hashable {
    /// Nothing was begun, or nothing that could not be begun again.
    case open
    /// The bytes may be under this name already, and under no other.
    case naming(ContentHash)
    case ended(PartialResult)

    /// How long such a line is, in bytes.
    static let size = 157

    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: Self.size)
        writer.append("done ")
        switch self {
        case .open: break
        case .naming(let hash): Self.write("naming", hash, &writer)
        case .ended(.stream): writer.append("stream")
        case .ended(.stored(let hash)): Self.write("stored", hash, &writer)
        case .ended(.exists(let hash)): Self.write("exists", hash, &writer)
        case .ended(.collision(let hash)): Self.write("collision", hash, &writer)
        }
        while writer.count < Self.size - 12 { writer.append(" ") }
        return writer.finish().sealedLine
    }

    private static func write(_ word: StaticString, _ hash: ContentHash, _ writer: inout ByteWriter)
    {
        writer.append(word)
        writer.append(" ")
        writer.append(hash.hex)
    }

    /// Reads a line; what is damaged counts as open, since ending an upload again does no harm.
    init(encoded line: Bytes, id: UUID) {
        self = .open
        guard let text = line.unsealedLine, text.count > 5 else { return }
        let span = text.span
        let wordEnd = span.firstIndex(of: UInt8(ascii: " "), from: 5) ?? text.count
        let word = text[5..<wordEnd]
        if word == "stream" {
            self = .ended(.stream(id))
            return
        }
        guard wordEnd + 1 < text.count else { return }
        let hashEnd = span.firstIndex(of: UInt8(ascii: " "), from: wordEnd + 1) ?? text.count
        guard let hash = ContentHash(hex: span.extracting((wordEnd + 1)..<hashEnd)) else { return }
        switch word {
        case "naming": self = .naming(hash)
        case "stored": self = .ended(.stored(hash))
        case "exists": self = .ended(.exists(hash))
        case "collision": self = .ended(.collision(hash))
        default: break
        }
    }
}
