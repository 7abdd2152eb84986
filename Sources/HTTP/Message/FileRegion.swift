package import Octets

/// A part of an open file. The file is closed when the last region over it goes.
package final class FileRegion: Sendable {
    /// The open file.
    package let file: OpenFile
    /// Where the part begins, in bytes.
    package let offset: UInt64
    /// How long the part is, in bytes.
    package let length: UInt64

    /// A part of `file`, which this region then owns.
    package init(_ file: consuming Descriptor, offset: UInt64, length: UInt64) {
        self.file = OpenFile(file)
        self.offset = offset
        self.length = length
    }

    /// A part of a file that others may show parts of as well.
    package init(of file: OpenFile, offset: UInt64, length: UInt64) {
        self.file = file
        self.offset = offset
        self.length = length
    }

    /// A part of this region, counted from its own beginning, over the same open file. Nil if the part lies
    /// outside.
    package func part(_ range: Range<UInt64>) -> FileRegion? {
        let (start, overflow) = offset.addingReportingOverflow(range.lowerBound)
        guard range.upperBound <= length, !overflow else { return nil }
        return FileRegion(
            of: file, offset: start, length: range.upperBound - range.lowerBound)
    }
}
