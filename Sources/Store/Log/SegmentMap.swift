import CLinux
import Glibc
import Octets

/// A segment's bytes, mapped for reading. What cannot be read shows as zeros (``halserver_guard``), so
/// whoever reads must check a checksum.
@safe final class SegmentMap: @unchecked Sendable {
    // Never written after init; the mapped bytes are only read.
    private let base: UnsafeRawPointer
    private let guardSlot: Int
    /// How many bytes are mapped. Those beyond the end of the file read as zeros.
    let length: Int
    /// The file's name, for messages.
    let name: String

    private static let guards = Lock()

    init(mapping descriptor: CInt, name: String, length: Int) throws(SystemError) {
        let length = max(length, 4096)
        let mapped = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let mapped = unsafe mapped, unsafe mapped != UnsafeMutableRawPointer(bitPattern: -1)
        else {
            throw SystemError("mmap", code: halserver_errno())
        }
        unsafe base = UnsafeRawPointer(mapped)
        self.length = length
        self.name = name
        guardSlot = Self.guards.withLock { unsafe halserver_guard(mapped, length) }
    }

    deinit {
        Self.guards.withLock { halserver_unguard(guardSlot) }
        unsafe munmap(UnsafeMutableRawPointer(mutating: base), length)
    }

    /// All the bytes.
    var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let start = unsafe base.assumingMemoryBound(to: UInt8.self)
            let span = unsafe Span<UInt8>(_unsafeStart: start, count: length)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Whether the bytes are in memory, so that reading them does not wait for the disk.
    func isResident(_ range: Range<Int>) -> Bool {
        guard range.lowerBound >= 0, range.upperBound <= length, !range.isEmpty else { return true }
        return unsafe halserver_missing_pages(base + range.lowerBound, range.count) <= 0
    }
}
