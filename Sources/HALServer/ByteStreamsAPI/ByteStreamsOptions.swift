/// What can be set about the stream store's face.
package struct ByteStreamsOptions: Sendable {
    /// The directory as it was given on the command line: what errors name in front of a file (`bytes-api.md` §1).
    package var path = "DATA"
    /// How old streams may become, in seconds; 0 for as old as they like.
    package var timeToLive: Int64 = 0
    /// The most bytes of a stream that others are merged into.
    package var mergeBytes: UInt64 = 4 << 30
    /// The server's version, for the description on a listener of the face's own.
    package var version = "0.1.0"

    /// What an instance of the original does.
    package init() {}
}
