import Testing

/// A row of the raw-request table: bytes, and what must come back.
struct RawRow: Sendable, CustomTestStringConvertible {
    /// What must become of the connection.
    enum Fate: Sendable { case kept, closed, either }

    /// The row's number in the table.
    let number: Int
    let what: String
    let bytes: [UInt8]
    /// For each answer, the statuses that it may have.
    let statuses: [[Int]]
    let fate: Fate
    /// Whether the peer says behind the bytes that it sends no more.
    let halfCloses: Bool

    init(
        _ number: Int, _ what: String, _ text: String, _ statuses: [[Int]], _ fate: Fate,
        halfCloses: Bool = false
    ) {
        self.number = number
        self.what = what
        // Characters up to U+00FF stand for bytes.
        bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.statuses = statuses
        self.fate = fate
        self.halfCloses = halfCloses
    }

    var testDescription: String { "row \(number): \(what)" }

    /// The table's `G`.
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A GET with this request line.
    static func line(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

    /// A GET with this line among its fields.
    static func field(_ field: String) -> String {
        "GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\nX-Last: z\r\n\r\n"
    }

    /// A GET with exactly this Host line.
    static func host(_ host: String) -> String { "GET / HTTP/1.1\r\nHost:\(host)\r\n\r\n" }

    /// The table's `U` with these fields and this body.
    static func upload(_ fields: String, _ body: String) -> String {
        "POST /v1/streams HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    /// An upload in chunks.
    static func chunked(_ body: String) -> String {
        upload("Transfer-Encoding: chunked\r\n", body)
    }

    static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    static func bad(_ number: Int, _ what: String, _ text: String) -> RawRow {
        RawRow(number, what, text, [[400]], .closed)
    }

    static func good(_ number: Int, _ what: String, _ text: String) -> RawRow {
        RawRow(number, what, text, [[200]], .kept)
    }

    static let all = requestLines + fieldLines + hosts + framings + chunkings + flows
}
