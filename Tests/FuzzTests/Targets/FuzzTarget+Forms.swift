import HTTP
import JSON
import Octets
import Schemas
import Store

@testable import HALServer

extension FuzzTarget {
    /// The bodies and headers of writes: the reader takes exactly what the form's schema allows, and what was
    /// taken can be sent again in the plain spelling.
    static let forms = FuzzTarget("forms") { bytes in
        try appends(bytes)
        try metadata(bytes)
        try headers(bytes)
    }

    private static func appends(_ bytes: Bytes) throws(Contradiction) {
        for limit in [2, 100] {
            let messages = try? AppendForm.messages(bytes, limit: limit)
            let faults = try? AppendForm.faults(bytes, limit: limit)
            try require(
                (messages != nil) == (faults?.isEmpty ?? false),
                "an append is \(messages == nil ? "refused" : "taken"), with faults \(faults ?? [])"
            )
            guard let messages else { continue }
            try require(messages.count <= limit, "\(messages.count) messages")
            let text = spelled(messages)
            guard let again = try? AppendForm.messages(text, limit: limit) else {
                throw Contradiction("messages are not taken again: \(text)")
            }
            try require(again == messages, "messages came back as others: \(text)")
            for message in messages {
                let isSound =
                    message.metadata.isEmpty || message.metadata.isJSON
                try require(isSound, "metadata that is no JSON: \(message.metadata)")
                if message.payload.format == .json {
                    try require(message.payload.bytes.isJSON, "a payload that is no JSON")
                }
                let hasType = !message.type.isEmpty && message.type.span.isWellFormedUTF8
                try require(hasType, "a type that is no text")
            }
        }
    }

    /// The plain spelling of messages. A payload of text stays in a string; one of JSON text that is itself
    /// a string must be quoted once more, or it would be read as that text.
    private static func spelled(_ messages: [NewMessage]) -> Bytes {
        var writer = JSONWriter()
        writer.beginArray()
        for message in messages {
            writer.beginObject()
            writer.name("messageId")
            writer.value(message.id)
            writer.name("type")
            writer.value(message.type)
            writer.name("jsonData")
            writer.value(message.payload.bytes)
            if !message.metadata.isEmpty {
                writer.name("jsonMetadata")
                writer.value(message.metadata)
            }
            writer.endObject()
        }
        writer.endArray()
        return writer.finish()
    }

    private static func metadata(_ bytes: Bytes) throws(Contradiction) {
        let metadata = try? MetadataForm.metadata(bytes)
        let faults = try? MetadataForm.faults(bytes)
        try require(
            (metadata != nil) == (faults?.isEmpty ?? false),
            "metadata is \(metadata == nil ? "refused" : "taken"), with faults \(faults ?? [])")
        guard let metadata else { return }
        var writer = JSONWriter()
        writer.beginObject()
        if let age = metadata.maxAge {
            writer.name("maxAge")
            writer.value(age)
        }
        if let count = metadata.maxCount {
            writer.name("maxCount")
            writer.value(count)
        }
        if let json = metadata.json {
            writer.name("metadataJson")
            writer.value(json)
        }
        writer.endObject()
        let text = writer.finish()
        let again = try? MetadataForm.metadata(text)
        try require(again == metadata, "metadata came back as another: \(text)")
    }

    /// The bytes as lines: content type, id, type, metadata, expected version, and the body behind them.
    private static func headers(_ bytes: Bytes) throws(Contradiction) {
        let names: [HeaderName] = [
            .contentType, RawAppend.messageID, RawAppend.messageType, RawAppend.metadata,
            WriteConditions.name,
        ]
        var headers = Headers()
        var start = 0
        for name in names where start < bytes.count {
            let end = bytes.span.firstIndex(of: 0x0A, from: start) ?? bytes.count
            let line = bytes[start..<end]
            if !line.isEmpty, let value = HeaderValue(line) { headers.add(name, value) }
            start = min(end + 1, bytes.count)
        }
        let body = bytes[start..<bytes.count]
        let faults = HeaderForm.faults(headers, AppendRawSchema.form)
        let append = Result { () throws(Problem) in try RawAppend(headers, body) }
        switch append {
        case .success(let append):
            let wrong = faults.filter { !$0.isOfVersion }
            try require(wrong.isEmpty, "headers are taken, with faults \(wrong)")
            try require(append.message.payload.bytes == body, "a body is not kept as it is")
        case .failure(let problem):
            try require(problem.status.code / 100 == 4, "\(problem.status) for a body")
        }
        let isExpected = (try? WriteConditions(headers)) != nil
        let isAllowed = !faults.contains(where: \.isOfVersion)
        try require(
            isExpected == isAllowed, "an expected version is \(isExpected ? "taken" : "refused")")
    }
}

extension Problem.Fault {
    /// Whether it is the expected version that is wrong.
    fileprivate var isOfVersion: Bool { place == .header(WriteConditions.name.spelling) }
}
