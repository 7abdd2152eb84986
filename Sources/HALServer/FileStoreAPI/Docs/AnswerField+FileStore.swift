import HTTP
import Octets

/// The fields of answers about files.
extension AnswerField {
    static let reprDigest = AnswerField(
        .reprDigest,
        "A digest of the file (RFC 9530): SHA-256, or what `Want-Repr-Digest` asks for.")
    static let contentDigest = AnswerField(
        .contentDigest, "A digest of the bytes that are sent, if `Want-Content-Digest` asks for it."
    )
    static let contentDisposition = AnswerField(
        .contentDisposition, "`attachment`, with the name that was given at upload.")
    static let fileModified = AnswerField(.lastModified, "When the file was stored.").always
    static let fileLocation = AnswerField(
        .contentLocation, "The file; of this `Repr-Digest` is the digest.")
    static let conflict = AnswerField(
        UploadAnswer.conflict, "`collision`: it is other bytes that have this digest.")
}
