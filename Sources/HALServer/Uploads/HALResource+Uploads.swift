import HTTP
import Schemas

extension HALResource {
    /// The lines of a face's table for uploads that can be resumed. The face's dialect must be one that is
    /// ``HTTP/Dialect/speakingTus(_:)``.
    ///
    /// - Parameters:
    ///   - representations: In what uploads are shown, HAL first: those that ``UploadsResource`` was made with.
    ///   - resource: The uploads of the bound face.
    static func uploads(
        at place: UploadPlace, as representations: [Representation] = [.hal],
        _ resource: @escaping @Sendable (Face) -> UploadsResource
    ) -> [HALResource] {
        let forms = place.forms
        return [
            HALResource(
                place.pattern, forms.create.relation,
                [
                    .read(representations) { resource($0).list }
                        .described(.listUploads(place)),
                    .change(.post, forms.create) { resource($0).create }
                        .described(.createUpload(place)),
                ]),
            HALResource(
                place.uploadPattern, forms.create.relation,
                [
                    .read(representations) { resource($0).read }
                        .described(.readUpload(place)),
                    .change(.patch, forms.append) { resource($0).append }
                        .described(.appendToUpload(place)),
                    .change(.delete, forms.terminate) { resource($0).terminate }
                        .described(.terminateUpload(place)),
                    .operation(.post, endpoint: { Endpoint(resource($0).override) })
                        .described(.overrideUpload(place)),
                ]),
        ]
    }
}
