import Glibc
import Octets

/// The options of the last start, beside the file with the process's number: `restart` has the same ones.
enum RememberedOptions {
    static let path = "./daemon_pid.options"

    /// More cannot be meant, in bytes.
    private static let limit = 4096

    /// The options of the last start; the usual ones where nothing is remembered, or nothing that is understood.
    static func read() -> FileOptions {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return FileOptions() }
        let file = Descriptor(adopting: raw)
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe Glibc.read(file.raw, &buffer, buffer.count)
        guard count > 0 else { return FileOptions() }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        guard
            case .command(let remembered) = FileInvocation.read(
                text.split(separator: "\n").map(String.init))
        else { return FileOptions() }
        return remembered.options()
    }

    /// Remembers these. Without them everything works, but for the next `restart`.
    static func write(_ options: FileOptions) throws(SystemError) {
        try PIDFile.write(options.words.map { "\($0)\n" }.joined(), to: path)
    }
}
