import HTTP
import Octets
import Testing

/// Every expectation was given by Go's `http.DetectContentType` for the same bytes.
@Suite struct ContentSniffingTests {
    private func type(_ sample: Bytes) -> String {
        ContentSniffing.type(of: sample.span).field.bytes.text
    }

    private static func repeated(_ byte: UInt8, _ count: Int, _ behind: String = "") -> Bytes {
        Bytes([UInt8](repeating: byte, count: count) + behind.utf8)
    }

    @Test(arguments: [
        ("", "text/plain; charset=utf-8"), ("sоme data", "text/plain; charset=utf-8"),
        ("{\"a\":1}", "text/plain; charset=utf-8"), ("a\u{1B}b", "text/plain; charset=utf-8"),
        ("a\u{C}b\t\r\n", "text/plain; charset=utf-8"), ("\u{7F}", "text/plain; charset=utf-8"),
        ("BM", "image/bmp"), ("BMW car", "image/bmp"), ("GIF88a", "text/plain; charset=utf-8"),
        ("%PDF-1.4", "application/pdf"), ("%PDF", "text/plain; charset=utf-8"),
        ("%!PS-Adobe-3.0", "application/postscript"), (" %PDF-1.4", "text/plain; charset=utf-8"),
        ("GIF87a", "image/gif"), ("GIF89a.", "image/gif"), ("ID3\u{3}", "audio/mpeg"),
        ("RIFF1234WEBPVP8 ", "image/webp"), ("RIFF1234WEBP", "text/plain; charset=utf-8"),
        ("RIFF1234AVI ", "video/avi"), ("RIFF1234WAVE", "audio/wave"),
        ("RIFF1234WAVA", "text/plain; charset=utf-8"), ("FORM1234AIFF", "audio/aiff"),
        ("OTTO", "font/otf"), ("ttcf", "font/collection"), ("wOFF", "font/woff"),
        ("wOF2", "font/woff2"), ("PK", "text/plain; charset=utf-8"),
    ]) func `text and what begins with letters`(sample: String, wanted: String) {
        #expect(type(Bytes(sample)) == wanted)
    }

    @Test(arguments: [
        "<html>", "  \n<HtMl >x", "<a href=x>", "<!-- x", "<!DOCTYPE html>", "\u{C}<p>", "<b>",
        "<body >", "<br>", "<h1>", "<script >", "<iframe ", "<title>", "<table>", "<style>",
        "<div>", "<font ", "<head>",
    ]) func `markup is HTML, in any case and behind blanks`(sample: String) {
        #expect(type(Bytes(sample)) == "text/html; charset=utf-8")
    }

    @Test(arguments: ["<html", "<abc>", "<!--x", "<!DOCTYPE htmlx", "<p\n>", "x<html>", "<svg>"])
    func `what only looks like HTML is text`(sample: String) {
        #expect(type(Bytes(sample)) == "text/plain; charset=utf-8")
    }

    @Test(arguments: ["<?xml version", "\t<?xml"]) func `XML may stand behind blanks`(
        sample: String
    ) {
        #expect(type(Bytes(sample)) == "text/xml; charset=utf-8")
    }

    @Test(
        arguments: [
            ([0x00], "application/octet-stream"), ([0x07, 0x61], "application/octet-stream"),
            ([0x61, 0x0B], "application/octet-stream"), ([0x1F], "application/octet-stream"),
            ([0x1A], "application/octet-stream"), ([0x0E], "application/octet-stream"),
            ([0xFE, 0xFF, 0, 0x41], "text/plain; charset=utf-16be"),
            ([0xFE, 0xFF, 0], "application/octet-stream"),
            ([0xFF, 0xFE, 0x41, 0], "text/plain; charset=utf-16le"),
            ([0xEF, 0xBB, 0xBF, 0], "text/plain; charset=utf-8"),
            ([0xEF, 0xBB, 0xBF], "text/plain; charset=utf-8"), ([0, 0, 1, 0, 9], "image/x-icon"),
            ([0, 0, 2, 0, 9], "image/x-icon"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
            ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            ([0x4F, 0x67, 0x67, 0x53, 0], "application/ogg"),
            ([0x4D, 0x54, 0x68, 0x64, 0, 0, 0, 6], "audio/midi"),
            ([0x1A, 0x45, 0xDF, 0xA3], "video/webm"), ([0, 1, 0, 0], "font/ttf"),
            ([0x1F, 0x8B, 0x08], "application/x-gzip"), ([0x1F, 0x8B], "application/octet-stream"),
            ([0x50, 0x4B, 3, 4], "application/zip"),
            ([0x52, 0x61, 0x72, 0x21, 0x1A, 7, 0], "application/x-rar-compressed"),
            ([0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0], "application/x-rar-compressed"),
            ([0, 0x61, 0x73, 0x6D], "application/wasm"), ([0, 0x61], "application/octet-stream"),
        ] as [([UInt8], String)]) func `what begins with other bytes`(
            sample: [UInt8], wanted: String
        )
    {
        #expect(type(Bytes(sample)) == wanted)
    }

    @Test(
        arguments: [
            (0x14, "isom\u{0}\u{0}\u{2}\u{0}mp41", "video/mp4"),
            (0x18, "mp42\u{0}\u{0}\u{0}\u{0}isommp42", "video/mp4"),
            // The second word is a version, and what lies behind the box is none of it.
            (0x10, "isommp42", "application/octet-stream"),
            (0x11, "mp42\u{0}\u{0}\u{0}\u{0}a", "application/octet-stream"),
            (0x00, "mp42", "application/octet-stream"), (0xFC, "mp42", "application/octet-stream"),
        ] as [(UInt8, String, String)]) func `a box of file types makes an MP4`(
            size: UInt8, types: String, wanted: String
        )
    {
        #expect(type(Bytes([0, 0, 0, size] + Array("ftyp\(types)".utf8))) == wanted)
    }

    @Test func `only the first 512 bytes decide`() {
        let text = "text/plain; charset=utf-8"
        #expect(type(Self.repeated(0x61, 512, "\0")) == text)
        #expect(type(Self.repeated(0x61, 511, "\0")) == "application/octet-stream")
        #expect(type(Self.repeated(0x20, 506, "<html>")) == "text/html; charset=utf-8")
        #expect(type(Self.repeated(0x20, 507, "<html>")) == text)
        #expect(type(Self.repeated(0x61, 34, "LP")) == "application/vnd.ms-fontobject")
        #expect(type(Self.repeated(0, 34, "LP")) == "application/vnd.ms-fontobject")
        #expect(type(Self.repeated(0x61, 33, "LP")) == text)
    }
}
