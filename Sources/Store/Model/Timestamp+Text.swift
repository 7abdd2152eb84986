package import Octets

extension ByteWriter {
    /// Writes a moment as ``MomentWriter`` does.
    package mutating func append(_ moment: Timestamp) {
        var moments = MomentWriter()
        moments.write(moment, into: &self)
    }
}
