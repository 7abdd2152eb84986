import Glibc
import Octets

/// Reads small files whole.
enum WholeFile {
    /// The bytes of the file. Throws where it cannot be opened or read.
    static func read(_ path: String) throws(SystemError) -> Bytes {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open", code: errno) }
        let file = Descriptor(adopting: number)
        var writer = ByteWriter(capacity: 4096)
        while true {
            let before = writer.count
            var failure: CInt?
            unsafe writer.append(upTo: 4096) { space in
                let count = unsafe Glibc.read(file.raw, space.baseAddress, space.count)
                if count < 0 { failure = errno }
                return count
            }
            if let failure { throw SystemError("read", code: failure) }
            if writer.count == before { return writer.finish() }
        }
    }
}
