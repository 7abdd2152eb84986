import HTTP
import JSON
import Octets
import Schemas
import Store

/// The body that says which streams are merged (`bytes-api.md` §1): a JSON object, or a form `streams=…&streams=…`
/// that is read as the same object. Clients of HAL-FORMS know texts only: so `streams` may be one, of ids with commas
/// or blanks between them, and `delete` be `"true"` or `"false"`. What the schema does not allow then is refused with
/// all that is wrong.
struct ByteStreamMergeForm: Sendable {
    /// The longest body that is read, in bytes: many times what the most streams need.
    static let maximumBytes = 65_536

    /// The streams in the order of their bytes.
    let streams: [UUID]
    let queue: QueueName
    /// Whether they are deleted when the new stream is stored.
    let deletes: Bool

    /// Reads the body of a request with these headers.
    init(_ body: Bytes, _ headers: Headers) throws(ByteStreamsFailure) {
        let value = try Self.value(body, headers)
        let faults = Validator(MergeStreamsSchema.body).faults(in: value)
        guard faults.isEmpty else { throw .refused(faults.map(Self.told)) }
        streams = (value["streams"]?.elements ?? []).compactMap { element in
            element.string.flatMap { UUID($0.span) }
        }
        deletes = value["delete"] == .boolean(true)
        // The schema allows names of queues only.
        queue = value["queue"]?.string.flatMap { QueueName($0.span) } ?? .main
    }

    /// A fault of the body, in a sentence about the place at which it is.
    private static func told(_ fault: SchemaFault) -> Problem.Fault {
        let place = fault.pointer.bytes
        let subject = place.isEmpty ? "The body" : place[1..<place.count].text
        return Problem.Fault(
            .pointer(fault.pointer), rule: fault.rule, "\(subject) \(fault.message).")
    }

    private static func value(
        _ body: Bytes, _ headers: Headers
    ) throws(ByteStreamsFailure) -> JSONValue {
        if isForm(body, headers) { return form(body) }
        do throws(JSONError) {
            return normal(try JSONValue(parsing: body))
        } catch {
            throw .refused([
                Problem.Fault(
                    .pointer(JSONPointer(locating: error.offset, in: body.span)),
                    rule: Problem.Fault.json,
                    "The body is not JSON: \(error.reason), at byte \(error.offset).")
            ])
        }
    }

    /// Whether the body is a form: `curl -d` calls JSON one as well.
    private static func isForm(_ body: Bytes, _ headers: Headers) -> Bool {
        guard let field = headers[.contentType], MediaType(contentType: field) == .form else {
            return false
        }
        for index in body.span.indices {
            switch body[index] {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "{"): return false
            default: return true
            }
        }
        return true
    }

    /// An object with its texts as what they stand for.
    private static func normal(_ value: JSONValue) -> JSONValue {
        guard let members = value.members else { return value }
        return .object(
            members.map { member in
                switch (member.name, member.value) {
                case ("streams", .string(let text)):
                    JSONMember("streams", .array(ids(in: text).map { .string($0) }))
                case ("delete", .string("true")): JSONMember("delete", .boolean(true))
                case ("delete", .string("false")), ("delete", .string("")):
                    JSONMember("delete", .boolean(false))
                default: member
                }
            })
    }

    /// The words of a text.
    private static func ids(in text: Bytes) -> [Bytes] {
        var ids: [Bytes] = []
        var start = 0
        for index in 0...text.count {
            let isBetween = index == text.count || text[index] <= 0x20 || text[index] == 0x2C
            guard isBetween else { continue }
            if index > start { ids.append(text[start..<index]) }
            start = index + 1
        }
        return ids
    }

    /// The object that a form means. Where `queue` or `delete` repeat, the first counts.
    private static func form(_ body: Bytes) -> JSONValue {
        let fields = QueryFields(body, limit: 4 * MergeStreamsSchema.mostStreams)
        var members = [
            JSONMember(
                "streams", .array(fields.all("streams").flatMap(ids).map { .string($0) }))
        ]
        if let queue = fields.first("queue"), !queue.isEmpty {
            members.append(JSONMember("queue", .string(queue)))
        }
        switch fields.first("delete") {
        case nil, ""?, "false"?, "0"?: break
        case "true"?, "1"?, "on"?: members.append(JSONMember("delete", .boolean(true)))
        case let other?: members.append(JSONMember("delete", .string(other)))
        }
        return .object(members)
    }
}
