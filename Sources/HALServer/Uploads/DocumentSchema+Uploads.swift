import JSON
import Octets

/// The documents of uploads that can be resumed.
extension DocumentSchema {
    static let resumableUpload = hal(
        "ResumableUpload", "How far an upload is.", state: uploadState,
        optional: ["length", "name", "contentType"], links: ["self", "collection"],
        embedded: [])

    static let resumableUploads = hal(
        "ResumableUploads", "Uploads that wait to be continued, and those that ended lately.",
        state: [JSONMember("count", ["type": "integer", "minimum": 0])], links: ["self"],
        embedded: [
            JSONMember("item", ["type": "array", "items": ["type": "object"]])
        ])

    /// What the components of the description hold where uploads are.
    static let uploads: [DocumentSchema] = [resumableUpload, resumableUploads]

    private static let uploadState: [JSONMember] = [
        JSONMember("id", ["type": "string", "format": "uuid"]),
        JSONMember(
            "state",
            [
                "description":
                    "`waiting` for more, `ending`, `stored`, `exists` (the same bytes were there), or `collision` (other bytes of that digest were there).",
                "enum": ["waiting", "ending", "stored", "exists", "collision"],
            ]),
        JSONMember(
            "offset",
            ["description": "How many bytes are here.", "type": "integer", "minimum": 0]),
        JSONMember(
            "length",
            ["description": "How many there will be.", "type": "integer", "minimum": 0]),
        JSONMember(
            "expires",
            ["description": "When it goes.", "type": "string", "format": "date-time"]),
        JSONMember("name", ["type": "string"]),
        JSONMember("contentType", ["type": "string"]),
    ]
}
