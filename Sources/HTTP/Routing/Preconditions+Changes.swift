import Octets

extension Preconditions {
    /// Refuses a change where If-Match or If-None-Match does not hold for the resource as it stands
    /// (RFC 9110 §13.2.2). Whoever changes something calls this before.
    /// - Parameter tag: the strong tag of what is there; nil where nothing is.
    package static func check(_ headers: Headers, tag: ETag?) throws(Refusal) {
        if let field = headers.list(.ifMatch) {
            guard let tag, EntityTags.list(field, names: tag.field.bytes, weakly: false) else {
                throw .preconditionFailed
            }
        }
        if let field = headers.list(.ifNoneMatch), let tag,
            EntityTags.list(field, names: tag.field.bytes, weakly: true)
        {
            throw .preconditionFailed
        }
    }
}
