import CLinux
import Glibc
package import HTTP
import Octets

/// A file of its own for one test; it has no name any more once it is made.
package final class TemporaryFile: Sendable {
    private let descriptor: Descriptor

    /// A file with these bytes.
    package init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/halserver-test-XXXXXX".utf8CString)
        let raw = unsafe mkstemp(&template)
        guard raw >= 0 else { throw SystemError("mkstemp", code: halserver_errno()) }
        descriptor = Descriptor(adopting: raw)
        unsafe unlink(template)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe write(raw, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw SystemError("write", code: halserver_errno()) }
            written += count
        }
    }

    /// A part of the file, through a descriptor of its own.
    package func region(offset: UInt64, length: UInt64) -> FileRegion? {
        let copy = dup(descriptor.raw)
        guard copy >= 0 else { return nil }
        return FileRegion(Descriptor(adopting: copy), offset: offset, length: length)
    }

    /// Has the kernel forget the file's pages, where it can.
    package func dropFromMemory() {
        fsync(descriptor.raw)
        posix_fadvise(descriptor.raw, 0, 0, CInt(POSIX_FADV_DONTNEED))
    }
}
