import CLinux
import Glibc
import Octets

extension FileRegion {
    /// Whether the byte at `offset` of the file is in memory, as far as the kernel tells.
    func isResident(at offset: UInt64) -> Bool {
        halserver_is_resident(file.raw, off_t(clamping: offset)) != 0
    }

    /// Reads a part of the file for nothing but having it in memory. Blocks.
    func fetch(_ offset: UInt64, _ count: Int) {
        let step = 131_072
        let space = UnsafeMutableRawPointer.allocate(byteCount: step, alignment: 4_096)
        defer { unsafe space.deallocate() }
        var position = offset
        let end = offset + UInt64(max(count, 0))
        while position < end {
            let wanted = min(step, Int(end - position))
            let read = unsafe pread(file.raw, space, wanted, off_t(clamping: position))
            guard read > 0 else { return }
            position += UInt64(read)
        }
    }
}
