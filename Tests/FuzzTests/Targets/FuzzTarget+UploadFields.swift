import Octets

@testable import HTTP

extension FuzzTarget {
    /// The field values that uploads and downloads have: digests, names of files, metadata. What is taken can be
    /// written and read again; what is written ends no line.
    static func uploads(_ field: Bytes) throws(Contradiction) {
        try digests(field)
        try names(field)
        try metadata(field)
        if let bytes = Bytes(base64: field.span) {
            var writer = ByteWriter()
            writer.append(base64: bytes.span)
            try require(
                Bytes(base64: writer.finish().span) == bytes, "Base64 comes back as something else")
        }
        if let boundary = MultipartBoundary(formData: field) {
            try require((1...70).contains(boundary.bytes.count), "a boundary of another length")
        }
    }

    private static func digests(_ field: Bytes) throws(Contradiction) {
        if let digests = try? DigestField(field) {
            for entry in digests.entries {
                try require(entry.digest.count == entry.algorithm.count, "a digest cut short")
            }
            let again = try? DigestField(digests.field.bytes)
            try require(again == digests, "digests come back as \(String(describing: again))")
        }
        if let wish = try? DigestPreference(field), let best = wish.best(of: [.sha256, .md5]) {
            try require(wish.best(of: [best]) == best, "a digest is wanted of many, but not alone")
        }
    }

    private static func names(_ field: Bytes) throws(Contradiction) {
        if let text = ExtendedValue.decode(field) {
            try require(text.span.isWellFormedUTF8, "an extended value is no UTF-8")
            var writer = ByteWriter()
            ExtendedValue.write(text, to: &writer)
            try require(
                ExtendedValue.decode(writer.finish()) == text, "an extended value changes")
        }
        guard let name = FileName(field) else { return }
        try require(name.bytes.count <= FileName.mostBytes, "a long name")
        let isSafe = name.bytes.array.allSatisfy {
            $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\")
        }
        try require(isSafe, "a name that is a path: \(name.bytes)")
        try require(FileName(name.bytes) == name, "a name is not its own")
        let value = ContentDisposition.attachment.field(name).bytes
        try require(value.array.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a name in the raw")
        guard let list = ParameterList(value) else { throw Contradiction("\(value) has no name") }
        let told = list["filename*"].flatMap(ExtendedValue.decode) ?? list["filename"]
        if name.bytes.span.isWellFormedUTF8 {
            try require(told == name.bytes, "\(name.bytes) is told as \(value)")
        }
    }

    private static func metadata(_ field: Bytes) throws(Contradiction) {
        guard let metadata = try? TusMetadata(field) else { return }
        try require(metadata.field?.bytes == field, "metadata are not repeated")
        var writer = ByteWriter()
        for (index, pair) in metadata.pairs.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append(pair.key)
            writer.append(" ")
            writer.append(base64: pair.value.span)
        }
        let again = try? TusMetadata(writer.finish())
        try require(again?.pairs == metadata.pairs, "metadata come back as others")
    }
}
