import HTTP
import JSON
import Octets
import Schemas
import Store

/// The document with which the append of a form is answered. All but two numbers and the stream's name is the
/// same each time, and prepared.
struct AppendAnswer: Sendable {
    private let hrefs: Hrefs
    /// What stands between the numbers and the name, between the name and its repetition, and behind.
    private let beforeName: Bytes
    private let betweenNames: Bytes
    private let behindNames: Bytes

    /// Prepares the answers of resources whose references are these.
    init(_ hrefs: Hrefs) {
        self.hrefs = hrefs
        var document = HALDocument(capacity: 1536)
        document.json.name("_links")
        document.json.beginObject()
        document.prepared(hrefs.common)
        Self.begin(.feed, &document, hrefs)
        beforeName = Self.text(document.json.finish(), from: 1)
        document = HALDocument(capacity: 256)
        Self.end(&document)
        Self.begin(.current, &document, hrefs)
        betweenNames = Self.text(document.json.finish(), from: 1)
        document = HALDocument(capacity: 512)
        Self.end(&document)
        document.prepared(hrefs.curies)
        document.json.endObject()
        behindNames = Self.text(document.finish(), from: 1)
    }

    /// What a writer wrote behind the brace with which every document begins.
    private static func text(_ bytes: Bytes, from start: Int) -> Bytes {
        bytes[start..<bytes.count]
    }

    /// The beginning of a link to a stream, up to the stream's name.
    private static func begin(
        _ relation: Relation, _ document: inout HALDocument, _ hrefs: Hrefs
    ) {
        document.name(relation)
        document.json.verbatim { writer in
            writer.append("{\"href\":\"")
            writer.append(hrefs.streams)
        }
    }

    /// The end of a link to a stream, behind the stream's name.
    private static func end(_ document: inout HALDocument) {
        document.json.verbatim { writer in
            writer.append("\",\"type\":\"")
            writer.append(MediaType.hal.essence)
            writer.append("\"}")
        }
    }

    /// The answer to an append.
    func document(_ result: AppendResult, to stream: StreamID) -> Bytes {
        // A name grows by encoding; the writer grows with it where it must.
        var writer = ByteWriter(
            capacity: beforeName.count + betweenNames.count + behindNames.count + 96
                + 4 * stream.bytes.count)
        writer.append("{\"currentVersion\":")
        writer.append(decimal: result.currentVersion)
        writer.append(",\"currentPosition\":")
        writer.append(decimal: result.currentPosition)
        writer.append(",")
        writer.append(beforeName)
        let start = writer.count
        writer.append(segment: stream)
        let name = start..<writer.count
        writer.append(betweenNames)
        writer.append(repeating: name)
        writer.append(behindNames)
        return writer.finish()
    }
}
