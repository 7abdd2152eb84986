import HTTP
import Octets
import Schemas

extension FileStoreAPI {
    static let listPattern = "/files"
    static let filePattern = "/files/{hash}"

    /// Everything there is at this face. A new relation is a line here, a schema, and a file in
    /// `Resources/docs/filestore`.
    static let table: [HALResource<FileStoreAPI>] =
        [originalLine, listLine, fileLine]
        + HALResource.uploads(at: .files, as: FileResource.representations) { $0.uploads }

    /// The one address of the original.
    static let originalLine = HALResource<FileStoreAPI>(
        "/", .fileFind,
        [
            .read([]) { $0.original.read }.described(.findFile),
            .operation(.post, form: FileUploadSchema.form) { Endpoint($0.original.upload) }
                .keepingBodies().described(.storeFile),
            .operation(.delete) { Endpoint($0.original.delete) }.keepingBodies()
                .described(.removeFile),
        ])

    /// The list of files, and where they are uploaded to.
    static let listLine = HALResource<FileStoreAPI>(
        listPattern, .fileList,
        [
            .read(FileResource.representations) { $0.list.read }.described(.listFiles),
            .change(.post, FileUploadSchema.form) { $0.list.upload }.keepingBodies()
                .described(.uploadFile),
            .operation(.put) { Endpoint($0.list.upload) }.keepingBodies()
                .described(.uploadFileByPut),
        ])

    /// One file.
    static let fileLine = HALResource<FileStoreAPI>(
        filePattern, .fileFacts,
        [
            .read([], endpoint: { $0.file.endpoint }).described(.readFile),
            .change(.put, FilePutSchema.form) { $0.file.put }.keepingBodies().described(.putFile),
            .change(.delete, FileDeleteSchema.form) { $0.file.delete }.keepingBodies()
                .described(.deleteFile),
        ])

    /// The links by which the index leads here.
    static let entries: [String: PathDescription.Entry] = [
        listPattern: PathDescription.Entry(.fileList, type: .hal, title: "Files"),
        "/": PathDescription.Entry(
            .fileFind, type: nil, title: "Find a File", expression: "?file_hash={hash}"),
    ]

    /// The relations that have documentation, in the order in which one would read of them.
    static let documented: [Relation] = Relation.fileStore + Relation.fileStoreUploads

    /// Every form, with its schema.
    static let forms: [Form] = table.flatMap(\.controls).compactMap(\.form)
}
