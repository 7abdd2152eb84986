package import Octets

/// Why a log could not be opened.
package enum LogOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process (or another store in this one) has the directory open.
    case locked(directory: String)
    /// A newer program wrote the file; this one would misread it.
    case newerFormat(file: String, version: UInt32)
    /// Others may write into the directory.
    case worldWritable(directory: String)
    /// The directory has other files than those of this log, so nothing is copied into it.
    case foreign(directory: String)
    /// The files are not those of one log. The text says what is wrong with which.
    case damaged(String)
    /// The operating system refused.
    case system(SystemError, path: String)

    package var description: String {
        switch self {
        case .locked(let directory):
            "\(directory): another process has this data directory open"
        case .newerFormat(let file, let version):
            "\(file): written in format \(version) by a newer program; this one reads up to "
                + "\(LogFormat.version)"
        case .worldWritable(let directory):
            "\(directory): everybody may write into this directory (chmod o-w it)"
        case .foreign(let directory):
            "\(directory): something else than a copy of this log lies in this directory"
        case .damaged(let text): text
        case .system(let error, let path): "\(path): \(error)"
        }
    }
}
