package import Octets

/// What is kept beside the bytes of a blob: an extended attribute of the file (``attribute``), or a small file
/// where the file system takes none (`bytes-api.md` §5). A blob without a note is as good as one with it.
package struct BlobNote: Hashable, Sendable {
    /// The name that the uploader gave the file, any bytes; at most ``nameLimit``.
    package var name: Bytes?
    /// The media type that the uploader named, at most ``typeLimit`` bytes.
    package var mediaType: Bytes?
    /// The CRC-32C of the bytes.
    package var checksum: UInt32?
    /// Digests of the bytes.
    package var hashes: [ContentHash] = []
    /// The digest of those by which the file is known first, in a store that names files so.
    package var main: ContentHash?

    /// The longest name, in bytes. Longer ones are cut.
    package static let nameLimit = 1024
    /// The longest media type, in bytes. A longer one is left out.
    package static let typeLimit = 255
    /// What the extended attribute is called.
    static let attribute = "user.halserver.note"
    private static let heading: Bytes = "halserver 1"

    /// A note of what the uploader said.
    package init(name: Bytes? = nil, mediaType: Bytes? = nil) {
        self.name = name.map { $0[0..<Self.nameLimit] }
        self.mediaType = mediaType.flatMap { $0.count <= Self.typeLimit ? $0 : nil }
    }

    /// The digest of an algorithm, if it was computed.
    package func hash(_ algorithm: HashAlgorithm) -> ContentHash? {
        hashes.first { $0.algorithm == algorithm }
    }

    /// Lines of a key, a blank and a value.
    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: 128)
        func line(_ key: Bytes, _ value: Bytes, _ writer: inout ByteWriter) {
            writer.append(key)
            writer.append(UInt8(ascii: " "))
            writer.append(value)
            writer.append(UInt8(ascii: "\n"))
        }
        writer.append(Self.heading)
        writer.append(UInt8(ascii: "\n"))
        if let name { line("name", Self.escaped(name), &writer) }
        if let mediaType { line("type", Self.escaped(mediaType), &writer) }
        if let checksum {
            var digits = ByteWriter(capacity: 10)
            digits.append(decimal: checksum)
            line("crc32c", digits.finish(), &writer)
        }
        for hash in hashes { line(hash.algorithm.fieldKey, hash.hex, &writer) }
        if let main { line("main", main.hex, &writer) }
        return writer.finish()
    }

    /// Reads what ``encoded()`` wrote. Lines that it does not know are passed over; nil for anything that does
    /// not begin as a note does.
    init?(encoded bytes: Bytes) {
        var lines = bytes.lines.makeIterator()
        guard lines.next() == Self.heading else { return nil }
        while let line = lines.next() {
            guard let blank = line.span.firstIndex(of: UInt8(ascii: " ")) else { continue }
            let key = line[0..<blank]
            let value = line[(blank + 1)..<line.count]
            switch key {
            case "name": name = Self.unescaped(value)
            case "type": mediaType = Self.unescaped(value)
            case "crc32c": checksum = Int64(decimal: value.span).flatMap { UInt32(exactly: $0) }
            case "main": main = ContentHash(hex: value.span)
            default:
                guard let hash = ContentHash(hex: value.span), hash.algorithm.fieldKey == key else {
                    continue
                }
                hashes.append(hash)
            }
        }
    }

    /// Control bytes and `%` become `%` and two digits, so that a name can hold anything and a line stays one.
    private static func escaped(_ bytes: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: bytes.count)
        let digits: Bytes = "0123456789ABCDEF"
        for index in bytes.span.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                writer.append(UInt8(ascii: "%"))
                writer.append(digits[Int(byte >> 4)])
                writer.append(digits[Int(byte & 15)])
            } else {
                writer.append(byte)
            }
        }
        return writer.finish()
    }

    private static func unescaped(_ bytes: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue
            {
                writer.append(high << 4 | low)
                index += 3
            } else {
                writer.append(bytes[index])
                index += 1
            }
        }
        return writer.finish()
    }
}

extension Bytes {
    /// The runs between line feeds; the last one may be empty.
    fileprivate var lines: [Bytes] {
        var lines: [Bytes] = []
        var start = 0
        while let end = span.firstIndex(of: UInt8(ascii: "\n"), from: start) {
            lines.append(self[start..<end])
            start = end + 1
        }
        lines.append(self[start..<count])
        return lines
    }
}
