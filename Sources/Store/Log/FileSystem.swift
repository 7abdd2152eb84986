package import Octets

/// The door through which the log changes files. Nothing but system calls in production; tests look at every
/// call, record it, or make it fail.
package struct FileSystem: Sendable {
    /// A call that is about to change something, or to make a change durable.
    package enum Operation: Sendable {
        case create(name: String)
        case write(name: String, offset: Int, bytes: Bytes)
        case sync(name: String)
        case truncate(name: String, length: Int)
        case rename(from: String, to: String)
        case remove(name: String)
        /// `label` stands before the names of the directory's files; empty for the data directory.
        case syncDirectory(label: String)
        case map(name: String)
    }

    /// What happens instead of the call.
    package enum Fault: Sendable {
        /// Nothing; the call fails with this error number.
        case fails(Int32)
        /// Only the first bytes are written, then the call fails with this error number.
        case tears(Int, Int32)
    }

    /// Asked before every such call; nil lets it pass.
    package let probe: (@Sendable (Operation) -> Fault?)?

    /// The real calls, with a look at each of them if there is a `probe`.
    package init(probe: (@Sendable (Operation) -> Fault?)? = nil) { self.probe = probe }

    /// Throws what the probe wants; returns the number of bytes after which it wants a write torn.
    func check(_ call: String, _ operation: @autoclosure () -> Operation) throws(SystemError) {
        guard let probe else { return }
        switch probe(operation()) {
        case nil: return
        case .fails(let code), .tears(_, let code): throw SystemError(call, code: code)
        }
    }
}
