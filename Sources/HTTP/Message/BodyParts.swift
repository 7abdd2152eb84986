package import Octets

/// A body of several pieces, bytes in memory and parts of files, sent one behind the other. What lies in files
/// is sent by the kernel and never loaded.
package struct BodyParts: Sendable {
    /// One piece.
    package enum Piece: Sendable {
        /// Bytes in memory.
        case bytes(Bytes)
        /// A part of a file.
        case file(FileRegion)
    }

    /// The pieces in the order in which they are sent.
    package private(set) var pieces: [Piece] = []
    /// How many bytes they have together.
    package private(set) var length: UInt64 = 0

    /// A body without a piece.
    package init() {}

    /// Adds bytes behind the others.
    package mutating func append(_ bytes: Bytes) {
        pieces.append(.bytes(bytes))
        add(UInt64(bytes.count))
    }

    /// Adds a part of a file behind the others.
    package mutating func append(_ region: FileRegion) {
        pieces.append(.file(region))
        add(region.length)
    }

    /// No file is that long: a sum that does not fit belongs to a body that cannot be sent to its end.
    private mutating func add(_ count: UInt64) {
        let (sum, overflow) = length.addingReportingOverflow(count)
        length = overflow ? .max : sum
    }
}
