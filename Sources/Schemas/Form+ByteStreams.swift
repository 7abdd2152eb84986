extension Form {
    /// The forms of the curie `httpstream`.
    package static let byteStreams: [Form] = [
        SaveStreamSchema.form, SaveStreamSchema.queueForm, MergeStreamsSchema.form,
        DeleteByteStreamSchema.form, DeleteByteStreamSchema.queueForm,
        DeleteByteStreamSchema.purgeForm, DeleteByteStreamSchema.cleanForm,
    ]
}
