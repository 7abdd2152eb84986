import JSON
import Octets

/// JSON text that was prepared but for two addresses, which each document spells in its own way.
struct FormText: Sendable {
    /// What is missing behind a piece.
    enum Hole: Sendable, Hashable {
        /// What leads from the document to the API's root, inside of a string: `../`.
        case prefix
        /// The address of the resource, as a string.
        case target
    }

    /// The text with a mark at each hole.
    private let text: Bytes
    private let holes: [(offset: Int, hole: Hole)]
    private let prefixes: Int
    private let targets: Int

    /// Takes a text in which the holes are marked by ``mark(_:)``.
    init(_ text: Bytes) {
        let span = text.span
        var holes: [(offset: Int, hole: Hole)] = []
        for index in span.indices {
            if let hole = Self.hole(span[index]) { holes.append((index, hole)) }
        }
        self.text = text
        self.holes = holes
        prefixes = holes.count { $0.hole == .prefix }
        targets = holes.count - prefixes
    }

    /// The byte that stands for a hole: none of those that JSON text has.
    static func mark(_ hole: Hole) -> UInt8 { hole == .prefix ? 1 : 2 }

    private static func hole(_ byte: UInt8) -> Hole? {
        switch byte {
        case 1: .prefix
        case 2: .target
        default: nil
        }
    }

    /// Writes the text with its holes filled; without a target its holes stay.
    func write(to writer: inout ByteWriter, prefix: Bytes, target: Bytes?) {
        writer.reserve(size(prefix, target ?? Bytes()))
        let span = text.span
        let holes = holes.span
        var start = 0
        // The target as it was written first: it need be escaped once.
        var written = 0..<0
        for index in holes.indices {
            let hole = holes[index]
            writer.append(span.extracting(start..<hole.offset))
            start = hole.offset + 1
            if hole.hole == .prefix {
                writer.append(prefix.span)
            } else if !written.isEmpty {
                writer.append(repeating: written)
            } else if let target {
                let first = writer.count
                writer.append(jsonString: target.span)
                written = first..<writer.count
            } else {
                writer.append(Self.mark(.target))
            }
        }
        writer.append(span.extracting(start..<span.count))
    }

    /// The number of bytes that are written, but for what must be escaped.
    func size(_ prefix: Bytes, _ target: Bytes) -> Int {
        text.count + prefixes * prefix.count + targets * (target.count + 2)
    }
}
