/// The relations of the curie `filestore`. Each has its page `Resources/docs/filestore/{name}.md`.
extension Relation {
    /// The list of files, and where files are uploaded to.
    package static let fileList = Relation("files", curie: "filestore", title: "Files")
    /// A file by one of its digests.
    package static let fileFind = Relation("find", curie: "filestore", title: "Find a File")
    /// What is known of a file, and its bytes.
    package static let fileFacts = Relation("file", curie: "filestore", title: "File")
    /// The bytes of a file, whatever a client accepts.
    package static let fileContent = Relation("content", curie: "filestore", title: "Content")
    /// The form that uploads a file.
    package static let fileUpload = Relation("upload", curie: "filestore", title: "Upload File")
    /// The form that uploads a file of a digest that is known beforehand.
    package static let filePut = Relation("put", curie: "filestore", title: "Put File")
    /// The form that deletes a file.
    package static let fileDelete = Relation("delete", curie: "filestore", title: "Delete File")

    /// All of them, in the order in which documentation lists them.
    package static let fileStore: [Relation] = [
        .fileList, .fileFind, .fileFacts, .fileContent, .fileUpload, .filePut, .fileDelete,
    ]
}
