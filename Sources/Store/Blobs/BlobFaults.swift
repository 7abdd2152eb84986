import Octets

/// The door through which the blob stores change files. Nothing but system calls in production; tests look at
/// every call, or make it fail as a file system would that lacks it or is full.
package struct BlobFaults: Sendable {
    /// A kind of call that is about to be made.
    package enum Call: Hashable, Sendable, CaseIterable {
        /// Making a file.
        case create
        /// Taking the lock that says that a temporary file is in use, or a queue being deleted.
        case lock
        case write
        /// Switching to writes that go past the page cache, or making one.
        case direct
        /// Reserving room on the disk (fallocate).
        case reserve
        /// Keeping a note beside the bytes, as an extended attribute.
        case attribute
        case sync
        case link
        /// Renaming without replacing.
        case renameExclusively
        case rename
        case symbolicLink
        case remove
        case makeDirectory
        case syncDirectory
    }

    /// Asked before every such call with the name of the file; an error number makes the call fail with it.
    package let probe: (@Sendable (Call, String) -> Int32?)?

    /// The real calls, with a look at each of them if there is a `probe`.
    package init(probe: (@Sendable (Call, String) -> Int32?)? = nil) { self.probe = probe }

    /// Throws what the probe wants.
    func check(_ call: Call, _ name: String) throws(SystemError) {
        if let probe, let code = probe(call, name) { throw SystemError("\(call)", code: code) }
    }
}
