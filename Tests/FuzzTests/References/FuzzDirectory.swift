import Glibc
import Octets
import Synchronization

/// A directory of files, in memory where that is possible; gone with the value.
final class FuzzDirectory: Sendable {
    let path: String
    private static let made = Atomic<Int>(0)

    init(_ files: [(name: String, bytes: Bytes)]) {
        let root = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        let number = Self.made.add(1, ordering: .relaxed).newValue
        path = "\(root)/halserver-fuzz-\(getpid())-\(number)"
        unsafe mkdir(path, 0o700)
        for file in files {
            guard let handle = unsafe fopen(path + "/" + file.name, "w") else { continue }
            let array = file.bytes.array
            unsafe fwrite(array, 1, array.count, handle)
            unsafe fclose(handle)
        }
    }

    deinit {
        if let directory = unsafe opendir(path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                }
                if !name.hasPrefix(".") { unsafe unlink(path + "/" + name) }
            }
            unsafe closedir(directory)
        }
        unsafe rmdir(path)
    }
}
