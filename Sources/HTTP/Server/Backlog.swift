/// What a connection's peer has not taken yet, and how it gets on. Only connections that wait for their peers
/// have one.
final class Backlog {
    var queue = OutputQueue()
    /// Whether a part of a file is being fetched from the disk.
    var isAwaitingDisk = false
    /// What was just fetched of a file; what the kernel says of it is not asked again. Of other places of the
    /// same file it says nothing: the parts of an answer come in any order.
    var fetched: (file: OpenFile, range: Range<UInt64>)?
    /// When the output got stuck, when the peer last took some of it, and how much it took since.
    var stuckSince: UInt64?
    var lastProgress: UInt64
    var sentSinceStuck: UInt64 = 0
    /// Whether the server's ``OutputBudget`` knows of it.
    var isNoted = false

    /// The most bytes in memory beside a file that cost too little to hurry anybody.
    private static let littleBytes = 4_096

    /// Whether what is sent next lies in a file, and next to nothing waits in memory: then a peer that takes its time
    /// costs a descriptor.
    var waitsWithFile: Bool {
        if case .file? = queue.front { queue.heldBytes <= Self.littleBytes } else { false }
    }

    /// A backlog that begins at this moment on the monotonic clock, in nanoseconds.
    init(since moment: UInt64) { lastProgress = moment }
}
