import Octets

/// What a byte may be in a request's head, looked up in a table: the scans of a head are loops of one load and
/// one test, and each of its bytes passes one of them.
enum ByteClass {
    /// In a token (RFC 9110 §5.6.2).
    static let token: UInt8 = 1
    /// In a request target, as far as the head's grammar goes: visible ASCII without `#`.
    static let target: UInt8 = 2
    /// In a field value: no control but tab (RFC 9110 §5.5).
    static let fieldValue: UInt8 = 4
    /// In a host's name (RFC 3986 §3.2.2), `%` included.
    static let hostName: UInt8 = 8

    /// The classes of each byte.
    static let table: [UInt8] = (0...255).map { (byte: UInt8) in
        var classes: UInt8 = 0
        if byte.isTokenCharacter { classes |= token }
        if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "#") { classes |= target }
        if byte.isFieldValueCharacter { classes |= fieldValue }
        if isHostName(byte) { classes |= hostName }
        return classes
    }

    private static func isHostName(_ byte: UInt8) -> Bool {
        if Percent.isUnreserved(byte) { return true }
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
            return true
        default: return false
        }
    }
}

extension Span where Element == UInt8 {
    /// Where the token ends that begins at `start`.
    func tokenEnd(from start: Int) -> Int { end(of: ByteClass.token, from: start) }

    /// Where the request target ends that begins at `start`.
    func targetEnd(from start: Int) -> Int { end(of: ByteClass.target, from: start) }

    /// Where the host's name ends that begins at `start`.
    func hostNameEnd(from start: Int) -> Int { end(of: ByteClass.hostName, from: start) }

    /// Whether all bytes may stand in a field value.
    var isFieldValue: Bool {
        let plain = countBeforeControls
        return plain == count || end(of: ByteClass.fieldValue, from: plain) == count
    }

    /// How many bytes, in whole words, stand in front of the first word with a control character or of the last
    /// few bytes.
    private var countBeforeControls: Int {
        unsafe withUnsafeBytes { bytes in
            let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
            var index = 0
            while index + 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // Zero where a byte is DEL. The borrow of a byte below may only show more than there is.
                let deletes = word ^ (ones &* 0x7F)
                let found = (word &- ones &* 0x20) & ~word | (deletes &- ones) & ~deletes
                guard found & tops == 0 else { break }
                index += 8
            }
            return index
        }
    }

    private func end(of wanted: UInt8, from start: Int) -> Int {
        let table = ByteClass.table.span
        return unsafe table.withUnsafeBufferPointer { table in
            unsafe withUnsafeBufferPointer { bytes in
                var index = Swift.max(start, 0)
                // The table has a place for each byte.
                while index < bytes.count, unsafe table[Int(bytes[index])] & wanted != 0 {
                    index += 1
                }
                return Swift.min(index, bytes.count)
            }
        }
    }
}
