import HTTP
import Octets
import Testing

@Suite struct MultipartParserTests {
    /// The form that a body comes to, the same wherever it is cut.
    private func form(
        _ body: String, _ boundary: Bytes = "B", _ limits: MultipartLimits = MultipartLimits()
    ) -> MultipartForm {
        let bytes = Bytes(body)
        let whole = MultipartForm([bytes], boundary, limits)
        for cut in 0..<bytes.count {
            let halves = [bytes[0..<cut], bytes[cut..<bytes.count]]
            #expect(MultipartForm(halves, boundary, limits) == whole, "cut at \(cut)")
        }
        let single = (0..<bytes.count).map { bytes[$0..<($0 + 1)] }
        #expect(MultipartForm(single, boundary, limits) == whole, "byte by byte")
        return whole
    }

    private typealias Part = MultipartForm.Part

    @Test func `a form as curl sends it`() {
        let body = """
            --------------------------d74496d66958873e\r
            Content-Disposition: form-data; name="person"\r
            \r
            anonymous\r
            --------------------------d74496d66958873e\r
            Content-Disposition: form-data; name="secret"; filename="file \\"x\\".txt"\r
            Content-Type: text/plain\r
            \r
            contents of the file\n\r
            --------------------------d74496d66958873e--\r\n
            """
        let form = form(body, "------------------------d74496d66958873e")
        #expect(form.error == nil)
        #expect(
            form.parts == [
                Part(name: "person", content: "anonymous"),
                Part(
                    name: "secret", fileName: "file \"x\".txt", type: "text/plain",
                    content: "contents of the file\n"),
            ])
    }

    @Test func `a form as browsers send it`() {
        let body = """
            ------WebKitFormBoundaryePkpFF7tjBAqx29L\r
            Content-Disposition: form-data; name="f"; filename="naïve %22x%22.txt"\r
            Content-Type: application/octet-stream\r
            \r
            \r
            ------WebKitFormBoundaryePkpFF7tjBAqx29L\r
            Content-Disposition: form-data; name="empty"; filename=""\r
            Content-Type: application/octet-stream\r
            \r
            \r
            ------WebKitFormBoundaryePkpFF7tjBAqx29L--\r\n
            """
        let form = form(body, "----WebKitFormBoundaryePkpFF7tjBAqx29L")
        #expect(form.error == nil)
        #expect(
            form.parts == [
                Part(
                    name: "f", fileName: "naïve %22x%22.txt", type: "application/octet-stream",
                    content: ""),
                Part(
                    name: "empty", fileName: "", type: "application/octet-stream", content: ""),
            ])
    }

    @Test func `a form as requests sends it`() {
        let body =
            "--0f7a\r\nContent-Disposition: form-data; name=\"file\"; "
            + "filename*=utf-8''na%C3%AFve.txt\r\n\r\n--0f7\r\n--0f7a--\r\n"
        let form = form(body, "0f7a")
        #expect(form.error == nil)
        #expect(form.parts == [Part(name: "file", fileName: "naïve.txt", content: "--0f7")])
    }

    @Test(arguments: [
        // Content that looks like a delimiter, but is none.
        ("--B\r\n\r\n--\r\n--BB\r\n--B--", ["--\r\n--BB"]),
        ("--B\r\n\r\n\r\n--B-\r\n--B x\r\n\r\r\n--B--", ["\r\n--B-\r\n--B x\r\n\r"]),
        ("--B\r\n\r\n\n--B\n\r\n--B--", ["\n--B\n"]), ("--B\r\n\r\n\r\n\r\n--B--", ["\r\n"]),
        ("--B\r\n\r\n\r\n--b--\r\n--B--", ["\r\n--b--"]),
        // Blanks behind a boundary, nothing or anything behind the last.
        ("--B \t\r\n\r\na\r\n--B  \r\n\r\nb\r\n--B--", ["a", "b"]),
        ("--B\r\n\r\na\r\n--B--epilogue\r\n--B\r\n", ["a"]), ("--B--", []),
        // A preamble, and parts without content or without a body.
        ("preamble\r\n--B\r\n\r\na\r\n--B--\r\n", ["a"]), ("\r\n--B\r\n\r\na\r\n--B--\r\n", ["a"]),
        ("--B\r\n\r\n\r\n--B--", [""]), ("--B\r\n\r\n--B\r\n\r\n--B--", ["", ""]),
        ("--BB\r\n--B\r\n\r\na\r\n--B--", ["a"]), ("x--B\r\n--B\r\n\r\na\r\n--B--", ["a"]),
        ("--B\r\nX: y\r\n\r\n--B--", [""]), ("--B\r\nX: y\r\n\r\n\r\n--B--", [""]),
    ]) func `parts are what stands between delimiters`(body: String, contents: [String]) {
        let form = form(body)
        #expect(form.error == nil)
        #expect(form.parts.map(\.content) == contents)
    }

    @Test(arguments: [
        "", "--B", "--B-", "--B\r\n", "--B\r\n\r\n", "--B\r\n\r\na", "--B\r\n\r\na\r\n--B",
        "--B\r\n\r\na\r\n--B\r\n", "--B\r\n\r\na\r\n--B-", "x", "--B\n\na\n--B--\n",
        "--B\r\nX: y\r\n", "--C\r\n\r\na\r\n--C--",
    ]) func `a body without its last delimiter is incomplete`(body: String) {
        #expect(form(body).error == .incomplete)
    }

    @Test(
        arguments: [
            ("Content-Disposition: form-data; name=a", "a", nil),
            ("content-disposition:form-data; name=\"a\";filename=b", "a", "b"),
            ("Content-Disposition: form-data; name=\"a\"; filename=\"C:\\x\\y\"", "a", "C:\\x\\y"),
            ("Content-Disposition: form-data;\r\n name=\"a\";\r\n\tfilename=b", "a", "b"),
            ("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8''y", "a", "y"),
            ("Content-Disposition: form-data; name=a; filename=x; filename*=broken", "a", "x"),
            ("Content-Disposition: form-data; name*=utf-8''%C3%A9", "é", nil),
            ("Content-Disposition: form-data; filename*=broken", nil, ""),
            ("Content-Disposition: attachment; filename=b", nil, nil), ("X: y", nil, nil),
            ("Content-Length: 3\r\nContent-Disposition: form-data; name=a", "a", nil),
            ("Content-Transfer-Encoding: binary\r\nContent-Disposition: form-data", nil, nil),
            ("X:", nil, nil),
        ] as [(String, String?, String?)]) func `a part says what it is`(
            fields: String, name: String?, fileName: String?
        )
    {
        let form = form("--B\r\n\(fields)\r\n\r\nabc\r\n--B--\r\n")
        #expect(form.error == nil)
        #expect(form.parts == [Part(name: name, fileName: fileName, content: "abc")])
    }

    @Test(arguments: [
        "no colon", ": x", "a b: c", "X: a\u{0}", "X: a\rb", "X: a\nb", " folded: x",
        "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name",
        "Content-Disposition: form-data; name=a; name=b",
        "Content-Disposition: form-data\r\ncontent-disposition: form-data",
        "Content-Type: a\r\nContent-Type: b", "Content-Transfer-Encoding: base64",
        "X: a\u{7F}", "--B--",
    ]) func `a part that cannot be understood is refused with a reason`(fields: String) {
        let form = form("--B\r\n\(fields)\r\n\r\nabc\r\n--B--\r\n")
        guard case .malformed(let reason) = form.error else {
            Issue.record("\(String(describing: form.error))")
            return
        }
        #expect(!reason.isEmpty)
        #expect(form.parts.isEmpty)
    }

    @Test func `names are bytes`() throws {
        let body = Bytes(
            Array("--B\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF, 0xE9]
                + Array("\"; filename=\"".utf8) + [0x80] + Array("\"\r\n\r\n\r\n--B--".utf8))
        let boundary = try #require(MultipartBoundary("B"))
        var parser = MultipartParser(boundary)
        parser.feed(body)
        guard case .part(let part) = try parser.next() else {
            Issue.record("no part")
            return
        }
        #expect(part.name == Bytes([0xFF, 0xE9]))
        #expect(part.fileName == Bytes([0x80]))
    }

    @Test func `limits hold to the byte, wherever the body is cut`() {
        var limits = MultipartLimits()
        limits.parts = 2
        limits.headerBytes = 8
        limits.headerFields = 2
        limits.preambleBytes = 3
        limits.epilogueBytes = 4
        func error(_ body: String) -> MultipartError? { form(body, "B", limits).error }
        func isTooLarge(_ body: String) -> Bool {
            if case .tooLarge = error(body) { true } else { false }
        }
        #expect(error("abc\r\n--B--") == nil)
        #expect(isTooLarge("abcd\r\n--B--"))
        #expect(error("--B--abcd") == nil)
        #expect(isTooLarge("--B--abcde"))
        #expect(error("--B\r\nX: y\r\n\r\n\r\n--B--") == nil)
        #expect(isTooLarge("--B\r\nX: yy\r\n\r\n\r\n--B--"))
        #expect(error("--B\r\n\r\n\r\n--B\r\n\r\n\r\n--B--") == nil)
        #expect(isTooLarge("--B\r\n\r\n\r\n--B\r\n\r\n\r\n--B\r\n\r\n\r\n--B--"))
        limits.headerBytes = 100
        #expect(error("--B\r\nX:\r\nX:\r\n\r\n\r\n--B--") == nil)
        #expect(isTooLarge("--B\r\nX:\r\nX:\r\nX:\r\n\r\n\r\n--B--"))
    }

    @Test func `blanks behind a boundary are 64 at most`() {
        func parts(_ blanks: Int) -> Int {
            let line = "--B" + String(repeating: " ", count: blanks)
            return form("--B\r\n\r\na\r\n\(line)\r\n\r\nb\r\n--B--").parts.count
        }
        #expect(parts(64) == 2)
        #expect(parts(65) == 1)
    }

    @Test func `an error is thrown again`() throws {
        let boundary = try #require(MultipartBoundary("B"))
        var parser = MultipartParser(boundary)
        parser.feed("--B\r\n:\r\n\r\n")
        for _ in 0..<2 { #expect(throws: MultipartError.self) { _ = try parser.next() } }
        #expect(throws: MultipartError.self) { try parser.finish() }
        var limits = MultipartLimits()
        limits.epilogueBytes = 1
        parser = MultipartParser(boundary, limits: limits)
        parser.feed("--B--ab")
        for _ in 0..<2 { #expect(throws: MultipartError.self) { _ = try parser.next() } }
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"),
            (
                "Multipart/Form-Data; charset=utf-8; Boundary=\"a b'()+_,-./:=?c\"",
                "a b'()+_,-./:=?c"
            ),
            ("multipart/form-data; boundary=--6f1e--", "--6f1e--"),
            ("multipart/form-data; boundary=a/b=c", "a/b=c"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil),
            ("multipart/form-data; boundary=\"a \"", nil), ("multipart/mixed; boundary=a", nil),
            ("multipart/form-data; boundary=a; boundary=b", nil),
            ("multipart/form-data; boundary=a@b", nil), ("text/plain; boundary=a", nil),
            ("multipart/form-data; boundary=\"a", nil),
            ("multipart/form-data; boundary=" + String(repeating: "a", count: 71), nil),
        ] as [(String, String?)]) func `the boundary stands in the Content-Type`(
            type: String, boundary: String?
        )
    {
        #expect(MultipartBoundary(formData: Bytes(type))?.bytes == boundary.map { Bytes($0) })
    }
}
