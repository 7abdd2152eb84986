extension Form {
    /// The forms of the curie `filestore`.
    package static let fileStore: [Form] = [
        FileUploadSchema.form, FilePutSchema.form, FileDeleteSchema.form,
    ]
}
