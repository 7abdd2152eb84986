/// What an append came to.
package struct AppendResult: Hashable, Sendable {
    /// The stream's newest version now; -1 for an empty stream.
    package var currentVersion: Int32
    /// The position of the stream's newest message now; -1 for an empty stream.
    package var currentPosition: Int64
    /// The version of the first message of this batch, newly written or already there; nil for an empty batch.
    package var firstVersion: Int32?
    /// Whether the messages were there already, and nothing was written.
    package var isRepeat: Bool

    package init(
        currentVersion: Int32, currentPosition: Int64, firstVersion: Int32?, isRepeat: Bool
    ) {
        self.currentVersion = currentVersion
        self.currentPosition = currentPosition
        self.firstVersion = firstVersion
        self.isRepeat = isRepeat
    }
}
