/// The relations of uploads that can be resumed: the same ones for each store of bytes. Each has its page
/// `Resources/docs/{curie}/{name}.md`.
extension Relation {
    /// Where uploads to the stream store begin, and the form that begins one.
    package static let streamUpload = Relation(
        "upload-resumable", curie: "httpstream", title: "Resumable uploads")
    /// The form that continues an upload to the stream store.
    package static let streamUploadPart = Relation(
        "upload-append", curie: "httpstream", title: "Continue the upload")
    /// The form that gives up an upload to the stream store.
    package static let streamUploadEnd = Relation(
        "upload-terminate", curie: "httpstream", title: "Give up the upload")
    /// Where uploads to the file store begin, and the form that begins one.
    package static let fileUploads = Relation(
        "upload-resumable", curie: "filestore", title: "Resumable uploads")
    /// The form that continues an upload to the file store.
    package static let fileUploadPart = Relation(
        "upload-append", curie: "filestore", title: "Continue the upload")
    /// The form that gives up an upload to the file store.
    package static let fileUploadEnd = Relation(
        "upload-terminate", curie: "filestore", title: "Give up the upload")

    /// Those of the stream store, in the order in which documentation lists them.
    package static let streamUploads: [Relation] = [
        .streamUpload, .streamUploadPart, .streamUploadEnd,
    ]
    /// Those of the file store, in the order in which documentation lists them.
    package static let fileStoreUploads: [Relation] = [
        .fileUploads, .fileUploadPart, .fileUploadEnd,
    ]
}
