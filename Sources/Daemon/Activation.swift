import Glibc
import HTTP
import Octets

/// The sockets that systemd opened for this process (socket activation, sd_listen_fds(3)): the descriptors from 3 on,
/// if `LISTEN_PID` is this process, as many as `LISTEN_FDS` says, with the names of `LISTEN_FDNAMES`. Our own code,
/// so that no library is needed.
struct Activation: Sendable {
    /// Who of the faces a socket is for.
    enum Face: Sendable {
        case shared, streams, files
    }

    let sockets: [InheritedSocket]

    /// The first descriptor that is handed over.
    private static let first: CInt = 3
    /// More cannot be meant.
    private static let most = 256

    /// The descriptors that are handed over, with their names. None if that was for another process.
    static func descriptors(
        environment: (String) -> String?, process: pid_t = getpid()
    ) -> [(number: CInt, name: String)] {
        guard environment("LISTEN_PID") == "\(process)",
            let text = environment("LISTEN_FDS"), let count = Int(text), count > 0,
            count <= most
        else { return [] }
        let names = (environment("LISTEN_FDNAMES") ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        return (0..<count).map { index in
            (first + CInt(index), index < names.count ? String(names[index]) : "")
        }
    }

    /// Takes the sockets over. At most once in a process, before anything else opens files.
    /// - Throws: ``ExitCode/configuration`` for a descriptor that is no TCP socket that listens.
    init(environment: (String) -> String? = Launch.variable) throws(StartError) {
        var sockets: [InheritedSocket] = []
        for (number, name) in Self.descriptors(environment: environment) {
            do throws(SystemError) {
                sockets.append(try InheritedSocket(adopting: number, named: name))
            } catch {
                throw StartError(
                    .configuration,
                    "the supervisor handed over descriptor \(number) (\(name)): \(error).")
            }
        }
        for variable in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] {
            _ = unsafe unsetenv(variable)
        }
        self.sockets = sockets
    }

    /// The sockets of a face: those whose names begin with `httpstream` or `filestore` are of these, all others are
    /// of the common address.
    func sockets(of face: Face) -> [InheritedSocket] {
        sockets.filter { Self.face(of: $0.name) == face }
    }

    /// Who a socket of that name is for.
    static func face(of name: String) -> Face {
        if name.hasPrefix("httpstream") { return .streams }
        return name.hasPrefix("filestore") ? .files : .shared
    }
}
