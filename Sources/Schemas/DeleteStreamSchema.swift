import Octets

/// The form `streamStore:delete-stream`: a request without a body (`hal-api.md` §5.9, §7).
package enum DeleteStreamSchema {
    package static let body = Schema([.dialect, .title("Delete Stream"), .type(.object)])

    package static let form = Form(
        .deleteStream, body,
        Submission(
            "DELETE", "streams/{streamId}", variables: ["streamId"],
            headers: HeaderSchema.headers([HeaderSchema.expectedVersion(of: "the stream")])))
}
