import CLinux
import Glibc
import Octets

/// The address at the other end, kept small: it becomes text only for a request.
struct Peer: Sendable {
    /// The address's bytes in order, IPv4 in the last four.
    let high: UInt64
    let low: UInt64
    let port: UInt16
    /// Whether the address is IPv6 and no IPv4 one in its clothes (RFC 4291 §2.5.5.2).
    let isIPv6: Bool

    /// Reads what accept(2) or getsockname(2) filled in.
    @unsafe init(_ address: UnsafeRawBufferPointer) {
        let family = unsafe address.loadUnaligned(fromByteOffset: 0, as: sa_family_t.self)
        port = unsafe UInt16(bigEndian: address.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        if Int32(family) == AF_INET6 {
            high = unsafe UInt64(
                bigEndian: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            low = unsafe UInt64(
                bigEndian: address.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            isIPv6 = !(high == 0 && low >> 32 == 0xFFFF)
        } else {
            high = 0
            low = unsafe UInt64(
                UInt32(bigEndian: address.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            isIPv6 = false
        }
    }

    /// The address alone, without brackets.
    var host: String {
        guard isIPv6 else {
            let bytes = (0..<4).map { String((low >> UInt64(24 - 8 * $0)) & 0xFF) }
            return bytes.joined(separator: ".")
        }
        let words = (0..<8).map { index in
            let half = index < 4 ? high : low
            return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
        }
        return Self.compressed(words)
    }

    /// `127.0.0.1:40312`, `[::1]:40312`.
    var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The text of RFC 5952: the longest run of zero words shortened to `::`.
    private static func compressed(_ words: [UInt16]) -> String {
        var best = 0..<0
        var index = 0
        while index < words.count {
            var end = index
            while end < words.count, words[end] == 0 { end += 1 }
            if end - index > max(best.count, 1) { best = index..<end }
            index = max(end, index + 1)
        }
        let text = { (part: Range<Int>) in
            part.map { String(words[$0], radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return text(0..<words.count) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<words.count)
    }
}
