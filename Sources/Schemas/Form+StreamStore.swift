extension Form {
    /// The forms of the curie `streamStore`.
    package static let streamStore: [Form] = [
        AppendSchema.form, AppendRawSchema.form, DeleteStreamSchema.form, DeleteMessageSchema.form,
        MetadataSchema.form,
    ]
}
