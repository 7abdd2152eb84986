/// The numbers of the file format (`FORMAT.md`). All integers are little-endian.
enum LogFormat {
    /// The newest that this program reads; what it writes in segments that may refer to payloads in files.
    static let version: UInt32 = 2
    /// What it writes otherwise, so that programs that know no more read what they can.
    static let plainVersion: UInt32 = 1
    /// The first eight bytes of each kind of file.
    static let segmentMagic: UInt64 = 0x3147_4F4C_4C41_4845  // "EHALLOG1"
    static let manifestMagic: UInt64 = 0x314E_414D_4C41_4845  // "EHALMAN1"
    static let sidecarMagic: UInt64 = 0x3158_4449_4C41_4845  // "EHALIDX1"

    static let manifestName = "MANIFEST"
    static let lockName = "LOCK"
    /// Zeros that become the next segment.
    static let spareName = "SPARE"

    /// Bytes in a segment's header.
    static let segmentHeaderLength = 80
    /// Bytes in a frame's header.
    static let frameHeaderLength = 40
    /// Bytes in a message record before its texts.
    static let messageHeaderLength = 64
    /// Every record and every frame begins at a multiple of this.
    static let alignment = 8

    /// `length`, rounded up to the alignment.
    static func aligned(_ length: Int) -> Int { (length + (alignment - 1)) & ~(alignment - 1) }
}
