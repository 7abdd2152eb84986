/// An answer as it came over a socket.
package struct RawResponse: Sendable {
    /// The status code.
    package let status: Int
    /// The fields in order, names as spelled.
    package let fields: [(name: String, value: String)]
    /// The body, chunks put together.
    package let body: [UInt8]

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of a field, names compared without case.
    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the answer ends the connection.
    package var closes: Bool { self["Connection"]?.lowercased() == "close" }

    /// Reads one answer from the beginning of `bytes`; nil if it is not complete.
    static func read(
        _ bytes: [UInt8], toHead: Bool, hasEnded: Bool
    ) -> (RawResponse, Int)? {
        guard let end = find([13, 10, 13, 10], in: bytes, from: 0) else { return nil }
        let lines = String(decoding: bytes[0..<end], as: UTF8.self).components("\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            return nil
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : ""
            return (name: String(parts[0]), value: value.trimmed)
        }
        let head = RawResponse(status: status, fields: fields, body: [])
        let start = end + 4
        if toHead || status < 200 || status == 204 || status == 304 { return (head, start) }
        if let text = head["Content-Length"], let length = Int(text) {
            guard bytes.count - start >= length else { return nil }
            let body = Array(bytes[start..<(start + length)])
            return (RawResponse(status: status, fields: fields, body: body), start + length)
        }
        if head["Transfer-Encoding"] == "chunked" {
            guard let (body, next) = chunks(bytes, from: start) else { return nil }
            return (RawResponse(status: status, fields: fields, body: body), next)
        }
        guard hasEnded else { return nil }
        let body = Array(bytes[start...])
        return (RawResponse(status: status, fields: fields, body: body), bytes.count)
    }

    private static func chunks(_ bytes: [UInt8], from start: Int) -> ([UInt8], Int)? {
        var body: [UInt8] = []
        var index = start
        while let end = find([13, 10], in: bytes, from: index) {
            let digits = String(decoding: bytes[index..<end], as: UTF8.self)
            guard let size = Int(digits, radix: 16), bytes.count >= end + 2 + size + 2 else {
                return nil
            }
            body.append(contentsOf: bytes[(end + 2)..<(end + 2 + size)])
            index = end + 2 + size + 2
            if size == 0 { return (body, index) }
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= pattern.count, start <= bytes.count - pattern.count else {
            return nil
        }
        for index in start...(bytes.count - pattern.count)
        where bytes[index] == pattern[0]
            && bytes[index..<(index + pattern.count)].elementsEqual(pattern)
        {
            return index
        }
        return nil
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        var parts: [String] = []
        var rest = Array(utf8)[...]
        let pattern = Array(separator.utf8)
        while let index = rest.indices.first(where: { rest[$0...].starts(with: pattern) }) {
            parts.append(String(decoding: rest[..<index], as: UTF8.self))
            rest = rest[(index + pattern.count)...]
        }
        parts.append(String(decoding: rest, as: UTF8.self))
        return parts
    }

    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
