package import Octets

/// What somebody said of a stream (`hal-api.md` §8). Kept as one message in the stream `$$name`.
package struct StreamMetadata: Hashable, Sendable {
    /// The age in seconds from which a message counts as gone; 1 or more.
    package var maxAge: Int32?
    /// The most messages kept; 1 or more.
    package var maxCount: Int32?
    /// JSON text of the writer's own, or nil.
    package var json: Bytes?

    package init(maxAge: Int32? = nil, maxCount: Int32? = nil, json: Bytes? = nil) {
        self.maxAge = maxAge
        self.maxCount = maxCount
        self.json = json
    }

    /// Metadata with its version in the metadata stream.
    package struct Versioned: Hashable, Sendable {
        /// The version of the metadata stream's newest message; -1 if metadata was never set.
        package var version: Int32
        package var metadata: StreamMetadata

        package init(version: Int32, metadata: StreamMetadata) {
            self.version = version
            self.metadata = metadata
        }

        /// Never set.
        package static let none = Versioned(version: -1, metadata: StreamMetadata())
    }
}
