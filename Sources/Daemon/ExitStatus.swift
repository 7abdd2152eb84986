/// How the process ends, for whoever started it (sysexits.h).
enum ExitStatus: Int32 {
    case success = 0
    /// The command line cannot be understood (EX_USAGE).
    case usage = 64
    /// Stored data is damaged (EX_DATAERR).
    case damaged = 65
    /// An address is taken, or the data directory is (EX_UNAVAILABLE).
    case unavailable = 69
    /// The operating system refused something (EX_OSERR).
    case systemError = 71
    /// A setting is wrong (EX_CONFIG).
    case configuration = 78
}
