import TestSupport
import Testing

/// Promise P26: each limit is an option of the executable, holds at its value, and is said one above it.
@Suite struct `Every limit is a setting` {
    /// What is sent at a limit and one above it, and the statuses that come back.
    struct Row: Sendable, CustomTestStringConvertible {
        let options: [String]
        let limit: Int
        /// The request that needs so much.
        let request: @Sendable (Int) -> String
        let within: Int
        let over: Int

        init(
            _ options: [String], _ limit: Int, _ within: Int, _ over: Int,
            _ request: @escaping @Sendable (Int) -> String
        ) {
            (self.options, self.limit, self.request) = (options, limit, request)
            (self.within, self.over) = (within, over)
        }

        var testDescription: String { "\(options.joined(separator: " ")) (\(limit))" }
    }

    private static let host = "Host: a\r\n"

    private static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\n\(host)\(fields)\r\n"
    }

    private static func post(
        _ path: String, _ body: String, framing: String? = nil
    ) -> String {
        let framing = framing ?? "Content-Length: \(body.utf8.count)"
        return "POST \(path) HTTP/1.1\r\n\(host)\(framing)\r\n\r\n\(body)"
    }

    private static func text(_ count: Int, _ character: Character = "a") -> String {
        String(repeating: character, count: count)
    }

    private static func message(
        _ number: Int = 1, type: String = "t", data: String = "{}"
    ) -> String {
        let digits = "\(number)"
        let id = "00000000-0000-0000-0000-" + text(12 - digits.count, "0") + digits
        return #"{"messageId":"\#(id)","type":"\#(type)","jsonData":\#(data)}"#
    }

    private static func messages(_ numbers: some Sequence<Int>) -> String {
        "[" + numbers.map { message($0) }.joined(separator: ",") + "]"
    }

    /// An append in one chunk with an extension, and with trailers.
    private static func chunked(extension count: Int = 0, trailers: String = "") -> String {
        let body = message()
        // The semicolon and the line's CR count.
        let more = count > 0 ? ";" + text(count - 2) : ""
        return post(
            "/streams/a",
            "\(String(body.utf8.count, radix: 16))\(more)\r\n\(body)\r\n0\r\n\(trailers)\r\n",
            framing: "Transfer-Encoding: chunked")
    }

    private static let rows: [Row] = [
        Row(["--max-request-line-bytes", "8000"], 8000, 404, 414) {
            get("/" + text($0 - 14))
        },
        Row(["--max-header-bytes", "1024"], 1024, 200, 431) {
            // Host's line with its end, the other's name, colon, blank; its end does not count.
            get("/", "X: \(text($0 - 9 - 3))\r\n")
        },
        Row(["--max-header-fields", "5"], 5, 200, 431) {
            get("/", (1..<$0).map { "X-\($0): y\r\n" }.joined())
        },
        Row(["--max-body-bytes", "1000"], 1000, 200, 413) {
            post("/streams/a", message() + text($0 - message().utf8.count, " "))
        },
        Row(["--max-batch-messages", "2"], 2, 200, 413) {
            post("/streams/a", messages(1...$0))
        },
        Row(["--max-chunk-extension-bytes", "20"], 20, 200, 400) { chunked(extension: $0) },
        Row(["--max-chunk-extensions-bytes", "40"], 40, 200, 413) {
            // Two chunks of a blank each before the message: too little data to allow more.
            "POST /streams/a HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n"
                + "1;\(text(18))\r\n \r\n1;\(text($0 - 22))\r\n \r\n"
                + "\(String(message().utf8.count, radix: 16))\r\n\(message())\r\n0\r\n\r\n"
        },
        Row(["--max-trailer-bytes", "30"], 30, 200, 431) {
            // Name, colon, blank, both ends of lines but for the last byte.
            chunked(trailers: "X: \(text($0 - 6))\r\n")
        },
        Row(["--max-trailer-fields", "2"], 2, 200, 431) {
            chunked(trailers: (1...$0).map { "X-\($0): y\r\n" }.joined())
        },
        // What the contract fixes, and no option can change.
        Row([], 1000, 404, 400) { get("/streams/\(text($0))?d=b&m=20&p=-1&e=0") },
        Row([], 128, 200, 400) { post("/streams/a", message(type: text($0))) },
        Row([], 512, 200, 400) {
            post("/streams/a", message(data: text($0 - 1, "[") + text($0 - 1, "]")))
        },
    ]

    @Test(arguments: rows)
    func `what keeps to a limit is taken, one more is refused`(_ row: Row) throws {
        let server = try ServerProcess(["--store", "memory"] + row.options)
        for (count, status) in [(row.limit, row.within), (row.limit + 1, row.over)] {
            let client = try RawClient(port: server.port)
            client.send(row.request(count))
            let answer = client.response()
            #expect(answer?.status == status, "\(count): \(answer?.text ?? "nothing")")
        }
        let next = try RawClient(port: server.port)
        next.send(Self.get("/"))
        #expect(next.response()?.status == 200)
    }

    @Test(arguments: [
        (["--max-page-messages", "3"], "m=20&p=0&e=0", 3),
        (["--max-page-messages", "3"], "m=3&p=0&e=0", 3),
        (["--max-page-messages", "3"], "m=2&p=0&e=0", 2),
        (["--max-page-bytes", "4"], "m=20&p=0&e=1", 2),
        (["--max-page-bytes", "6"], "m=20&p=0&e=1", 3),
        (["--max-page-bytes", "1"], "m=20&p=0&e=1", 1),
        (["--max-filter-messages", "3"], "m=20&p=0&e=0&type=t", 3),
        (["--max-filter-messages", "4"], "m=20&p=0&e=0&type=t", 4),
    ])
    func `a page has as much as it may`(options: [String], query: String, count: Int) throws {
        let server = try ServerProcess(["--store", "memory"] + options)
        let client = try RawClient(port: server.port)
        client.send(Self.post("/streams/a", Self.messages(1...5)))
        #expect(client.response()?.status == 200)
        client.send(Self.get("/streams/a?d=f&\(query)"))
        let page = client.response()?.text ?? ""
        #expect(page.components(of: #""messageId":""#) == count, "\(page)")
        #expect(page.contains(#""isEnd":false"#))
    }

    @Test func `one connection more is told so`() throws {
        let server = try ServerProcess(["--store", "memory", "--max-connections", "3"])
        let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
        for client in clients {
            client.send(Self.get("/"))
            #expect(client.response()?.status == 200)
        }
        let extra = try RawClient(port: server.port)
        extra.send(Self.get("/"))
        #expect(extra.response()?.status == 503)
    }

    @Test(arguments: [
        (["--header-timeout", "0.3"], "GET / HT", 408 as Int?),
        (["--idle-timeout", "0.3"], "", nil),
        (
            ["--body-timeout", "0.3", "--min-body-rate", "1000"],
            "POST /streams/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n[", 408
        ),
    ])
    func `who is slower than a limit is sent away`(
        options: [String], bytes: String, status: Int?
    ) throws {
        let server = try ServerProcess(["--store", "memory"] + options)
        let client = try RawClient(port: server.port)
        client.send(Self.get("/"))
        #expect(client.response()?.status == 200)
        client.send(bytes)
        #expect(client.response()?.status == status)
        #expect(client.isEnded())
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int { split(separator: text).count - 1 }
}
