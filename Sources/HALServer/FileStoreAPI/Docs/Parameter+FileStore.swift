import JSON
import Octets
import Schemas

/// What requests say to the file store.
extension Parameter {
    private static let digestPattern: Keyword = .annotation(
        "pattern",
        .string(
            "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})$"))

    /// A file, in the query.
    static let fileHash = Parameter.query(
        FileQuery.fileHash, [.type(.string), digestPattern],
        "Any digest that the file has a name by. Of several the last one counts.")

    /// A file, in the path.
    static let hash = Parameter.path(
        "hash", [.type(.string), digestPattern],
        "Any digest that the file has a name by, in hexadecimal digits.")

    /// The digest that an upload wants to be known by.
    static let algorithm = Parameter.query(
        FileQuery.algorithm,
        [.type(.string), .oneOfValues(["md5", "sha1", "sha256", "sha512"])],
        "A further digest by which the file is to have a name; the answer tells that one.")

    /// Where a page of the list begins, or ends.
    static let filePage: [Parameter] = [
        .query(
            FileListQuery.after, [.type(.string), digestPattern],
            "The page behind this file; of a page's `next`."),
        .query(
            FileListQuery.before, [.type(.string), digestPattern],
            "The page in front of this file; of a page's `previous`."),
        .query(
            FileListQuery.limit, [.type(.integer), .minimum(1), .maximum(.max)],
            "The most files on the page: 100 if absent, 1,000 at most."),
    ]

    /// The wishes for digests.
    static let digestWishes: [Parameter] = [
        .header(
            "Want-Repr-Digest", [.type(.string)],
            "`sha-512=3, sha-256=1`: which digest of the file is wanted (RFC 9530)."),
        .header(
            "Want-Content-Digest", [.type(.string)],
            "The same of the bytes that are sent; not with `Range`."),
    ]

    /// The digests that the bytes of an upload must have.
    static let digests: [Parameter] = [
        .header("Repr-Digest", [.type(.string)], "The digest that the bytes must have."),
        .header("Content-Digest", [.type(.string)], "The same; both may be there."),
    ]
}
