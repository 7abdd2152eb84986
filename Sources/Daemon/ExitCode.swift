/// Why the process ended, in the numbers of `sysexits.h`; the commands that stand for an original have the numbers of
/// that.
enum ExitCode: Int32, Sendable {
    case ok = 0
    /// Something went wrong: the one number that the originals of the byte stores have for it.
    case failure = 1
    /// The command line of an original's command is wrong.
    case misused = 2
    /// The command line is wrong.
    case usage = 64
    /// The data is damaged.
    case damaged = 65
    /// Something that must be there is not: resources, the data directory.
    case noInput = 66
    /// The address is taken.
    case unavailable = 69
    /// The system refused something that has no number of its own.
    case system = 71
    /// The data directory or a file in it cannot be made or read.
    case inputOutput = 74
    /// Another process uses the data directory; it may be gone later.
    case locked = 75
    /// The configuration is wrong.
    case configuration = 78
}
