import CLinux
import Glibc
package import Octets

extension FileRegion {
    /// How much of a file is read at once, in bytes.
    private static let pieceBytes = 65_536

    /// Sends a part of this region, counted from its own beginning, piece by piece. Throws `SystemError`
    /// where the file cannot be read or has become shorter.
    package func copy(_ range: Range<UInt64>, to sink: any BodySink) async throws {
        var place = range.lowerBound
        while place < range.upperBound {
            let piece = try read(at: place, upTo: range.upperBound - place)
            try await sink.write(piece)
            place += UInt64(piece.count)
        }
    }

    /// The first bytes of this region, ``ContentSniffing/sampleBytes`` at most; none of an empty one. Waits for the
    /// disk where they are not in memory. Throws where the file cannot be read or has become shorter.
    package func sample() throws(SystemError) -> Bytes {
        guard length > 0 else { return Bytes() }
        return try read(at: 0, upTo: min(length, UInt64(ContentSniffing.sampleBytes)))
    }

    private func read(at place: UInt64, upTo most: UInt64) throws(SystemError) -> Bytes {
        let (start, overflow) = offset.addingReportingOverflow(place)
        guard !overflow, let start = off_t(exactly: start) else {
            throw SystemError("pread", code: EINVAL)
        }
        var code: CInt = EIO
        var writer = ByteWriter(capacity: Self.pieceBytes)
        unsafe writer.append(upTo: Int(min(most, UInt64(Self.pieceBytes)))) { space in
            let count = unsafe pread(file.raw, space.baseAddress, space.count, start)
            if count < 0 { code = halserver_errno() }
            return count
        }
        guard writer.count > 0 else { throw SystemError("pread", code: code) }
        return writer.finish()
    }
}
