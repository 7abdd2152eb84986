import Octets

/// The media type of content that nobody named, guessed from its first bytes: the table of the WHATWG's MIME
/// Sniffing as Go's `http.DetectContentType` has it, since clients of the stream store know its answers.
///
/// A guess is for showing. What users stored is sent with ``Headers/protectStoredContent()`` as well, so that
/// no browser guesses further or runs it.
package enum ContentSniffing {
    /// How many bytes of the content decide at most.
    package static let sampleBytes = 512

    /// The type of content that begins with `sample`; what stands behind the first ``sampleBytes`` decides
    /// nothing. Never nil: bytes of no known kind are `application/octet-stream`, text and nothing at all
    /// `text/plain; charset=utf-8`.
    package static func type(of sample: Span<UInt8>) -> MediaType {
        let sample = sample.extracting(0..<min(sample.count, sampleBytes))
        var text = 0
        while text < sample.count, isBlank(sample[text]) { text += 1 }
        if isHTML(sample.extracting(text..<sample.count)) { return .html }
        for signature in signatures where signature.matches(sample, text: text) {
            return signature.type
        }
        if isMP4(sample) { return mp4 }
        for signature in laterSignatures where signature.matches(sample, text: text) {
            return signature.type
        }
        return isText(sample.extracting(text..<sample.count)) ? .text : .octetStream
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    /// Whether no byte is one that text does not have: a control other than blanks and ESC.
    private static func isText(_ sample: Span<UInt8>) -> Bool {
        for index in sample.indices {
            let byte = sample[index]
            let isControl =
                byte < 0x20 && !isBlank(byte) && byte != 0x1B
            if isControl { return false }
        }
        return true
    }

    // MARK: HTML

    /// What HTML begins with; a blank or `>` follows.
    private static let tags: [Bytes] = [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE",
        "<A", "<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
    ]

    private static func isHTML(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text[0] == UInt8(ascii: "<") else { return false }
        for tag in tags where text.count > tag.count {
            let next = text[tag.count]
            guard next == UInt8(ascii: " ") || next == UInt8(ascii: ">") else { continue }
            if text.extracting(0..<tag.count).equalsIgnoringASCIICase(tag.span) { return true }
        }
        return false
    }

    // MARK: MP4

    private static let mp4 = MediaType("video/mp4")

    /// Whether the content begins with a box of file types of which one is `mp4`: the box lies wholly inside
    /// the sample, as in Go. The minor version in it is no type.
    private static func isMP4(_ sample: Span<UInt8>) -> Bool {
        guard sample.count >= 12 else { return false }
        var size = 0
        for index in 0..<4 { size = size << 8 | Int(sample[index]) }
        guard size <= sample.count, size % 4 == 0, has(sample, "ftyp", at: 4) else { return false }
        for place in stride(from: 8, to: size, by: 4) where place != 12 {
            if has(sample, "mp4", at: place) { return true }
        }
        return false
    }

    private static func has(_ sample: Span<UInt8>, _ bytes: Bytes, at place: Int) -> Bool {
        place + bytes.count <= sample.count
            && sample.extracting(place..<(place + bytes.count)).hasSameBytes(as: bytes.span)
    }

    // MARK: Signatures

    /// What is looked at before MP4, in the order in which it is.
    private static let signatures: [ContentSignature] = [
        ContentSignature(
            "<?xml", skipsBlanks: true, MediaType("text/xml", field: "text/xml; charset=utf-8")),
        ContentSignature("%PDF-", MediaType("application/pdf")),
        ContentSignature("%!PS-Adobe-", MediaType("application/postscript")),
        // The marks of byte order, each with what Go wants behind it.
        ContentSignature(
            Bytes([0xFE, 0xFF]), least: 4,
            MediaType("text/plain", field: "text/plain; charset=utf-16be")),
        ContentSignature(
            Bytes([0xFF, 0xFE]), least: 4,
            MediaType("text/plain", field: "text/plain; charset=utf-16le")),
        ContentSignature(Bytes([0xEF, 0xBB, 0xBF]), least: 4, .text),
        ContentSignature(Bytes([0, 0, 1, 0]), MediaType("image/x-icon")),
        ContentSignature(Bytes([0, 0, 2, 0]), MediaType("image/x-icon")),
        ContentSignature("BM", MediaType("image/bmp")),
        ContentSignature("GIF87a", MediaType("image/gif")),
        ContentSignature("GIF89a", MediaType("image/gif")),
        ContentSignature("RIFF", at: 8, "WEBPVP", MediaType("image/webp")),
        ContentSignature(
            Bytes([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), MediaType("image/png")),
        ContentSignature(Bytes([0xFF, 0xD8, 0xFF]), MediaType("image/jpeg")),
        ContentSignature("FORM", at: 8, "AIFF", MediaType("audio/aiff")),
        ContentSignature("ID3", MediaType("audio/mpeg")),
        ContentSignature("OggS\0", MediaType("application/ogg")),
        ContentSignature("MThd\0\0\0\u{6}", MediaType("audio/midi")),
        ContentSignature("RIFF", at: 8, "AVI ", MediaType("video/avi")),
        ContentSignature("RIFF", at: 8, "WAVE", MediaType("audio/wave")),
    ]

    /// What is looked at behind MP4.
    private static let laterSignatures: [ContentSignature] = [
        ContentSignature(Bytes([0x1A, 0x45, 0xDF, 0xA3]), MediaType("video/webm")),
        ContentSignature(at: 34, "LP", MediaType("application/vnd.ms-fontobject")),
        ContentSignature(Bytes([0, 1, 0, 0]), MediaType("font/ttf")),
        ContentSignature("OTTO", MediaType("font/otf")),
        ContentSignature("ttcf", MediaType("font/collection")),
        ContentSignature("wOFF", MediaType("font/woff")),
        ContentSignature("wOF2", MediaType("font/woff2")),
        ContentSignature(Bytes([0x1F, 0x8B, 0x08]), MediaType("application/x-gzip")),
        ContentSignature("PK\u{3}\u{4}", MediaType("application/zip")),
        ContentSignature("Rar!\u{1A}\u{7}\0", MediaType("application/x-rar-compressed")),
        ContentSignature("Rar!\u{1A}\u{7}\u{1}\0", MediaType("application/x-rar-compressed")),
        ContentSignature("\0asm", MediaType("application/wasm")),
    ]
}
