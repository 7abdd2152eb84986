/// What can be set about the file store's face.
package struct FileStoreOptions: Sendable {
    /// Whether all of a file is read and compared with its digests before its first byte is sent.
    package var verifiesReads = false
    /// The most bytes of one file. By default only the disk says.
    package var fileBytes: UInt64 = .max
    /// How many files a page of the list has where a client does not say.
    package var pageFiles = 100
    /// The most files on a page, whatever was asked for.
    package var mostPageFiles = 1000
    /// The server's version, for the description on a listener of the face's own.
    package var version = "0.1.0"

    /// The usual settings.
    package init() {}
}
