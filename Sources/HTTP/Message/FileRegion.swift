package import Octets

/// A part of an open file. The descriptor is closed when the last region over it goes.
package final class FileRegion: Sendable {
    /// The open file.
    package let file: Descriptor
    /// Where the part begins, in bytes.
    package let offset: UInt64
    /// How long the part is, in bytes.
    package let length: UInt64

    /// A part of `file`, which this region then owns.
    package init(_ file: consuming Descriptor, offset: UInt64, length: UInt64) {
        self.file = file
        self.offset = offset
        self.length = length
    }
}
