import JSON
import Octets

/// The documents of the file store.
extension DocumentSchema {
    static let storedFile = hal(
        "StoredFile", "What is known of a file, and the form that deletes it.",
        state: fileState + [
            about(
                "contentType", "What the bytes look like; downloads have it.", ["type": "string"]),
            about(
                "digests", "Digests by their names in `Repr-Digest`, in hexadecimal digits.",
                ["type": "object", "additionalProperties": ["type": "string"]]),
            about(
                "aliases", "Further names of the file.",
                ["type": "array", "items": ["type": "string"]]),
        ], optional: optionalFileState,
        links: ["self", "filestore:content", "filestore:files", "filestore:find"],
        embedded: [JSONMember("filestore:delete", form.reference)])

    static let storedFileList = hal(
        "StoredFileList", "Names of files, in their order, and the form that uploads one.",
        state: [], links: ["self", "first", "filestore:files", "filestore:find", "filestore:file"],
        embedded: [
            JSONMember(
                "filestore:file",
                [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["hash", "size", "created", "_links"],
                        "properties": .object(fileState),
                    ],
                ]), JSONMember("filestore:upload", form.reference),
        ])

    /// All documents of this face.
    static let fileStore: [DocumentSchema] = [storedFile, storedFileList]

    private static let fileState: [JSONMember] = [
        about("hash", "The digest that names the file, in hexadecimal digits.", ["type": "string"]),
        about("size", "How many bytes it has.", ["type": "integer", "minimum": 0]),
        about("created", "When it was stored.", ["type": "string", "format": "date-time"]),
        about("name", "The name that was given at upload.", ["type": "string"]),
        about("givenType", "The media type that was given at upload.", ["type": "string"]),
    ]
    private static let optionalFileState: [Bytes] = ["name", "givenType"]

    private static func about(_ name: Bytes, _ text: Bytes, _ schema: JSONValue) -> JSONMember {
        JSONMember(
            name, .object([JSONMember("description", .string(text))] + (schema.members ?? [])))
    }
}
