/// What can be set about the file store that runs alone, with the defaults of its original.
struct FileOptions: Equatable, Sendable {
    /// A name or an address; 0.0.0.0 is every address, IPv4 and IPv6.
    var host = "0.0.0.0"
    var port: UInt16 = 9000
    /// What matters less is not in the log.
    var log = LogLevel.debug
    /// How many connections may wait to be accepted.
    var backlog = 5
    /// How many bytes are read ahead for a connection.
    var buffer = 4096
    /// The digest that names files.
    var hash = Configuration.FileHash.md5
    /// Whether a file is compared with its digests before it is sent.
    var verifies = false
    /// The most bytes of a file; 0 for as many as the disk takes.
    var largest: UInt64 = 0

    /// Every option as words of a command line, so that the next start can have the same ones.
    var words: [String] {
        [
            "--host=\(host)", "--port=\(port)", "--log=\(log.name)", "--listen=\(backlog)",
            "--buffer=\(buffer)", "--hash=\(hash.rawValue)", "--max-file=\(largest)",
        ] + (verifies ? ["--verify"] : [])
    }
}
