import CLinux
import Glibc
import Octets

/// The kernel's list of descriptors that are ready (epoll, level-triggered).
@safe struct Poller: ~Copyable {
    /// What to wait for. Errors and hang-ups are always told.
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let readable = Interest(rawValue: 0x1)
        static let writable = Interest(rawValue: 0x4)
        /// Broken or hung up in both directions.
        static let broken = Interest(rawValue: 0x8 | 0x10)
        /// Of several lists that wait for one socket, one is told (EPOLLEXCLUSIVE). It cannot be changed.
        static let exclusive = Interest(rawValue: 1 << 28)
    }

    private let epoll: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>
    private static let capacity = 256

    /// An empty list.
    init() throws(SystemError) {
        let raw = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw SystemError("epoll_create1", code: halserver_errno()) }
        epoll = Descriptor(adopting: raw)
        unsafe events = .allocate(capacity: Self.capacity)
        unsafe events.initialize(repeating: epoll_event(), count: Self.capacity)
    }

    deinit { unsafe events.deallocate() }

    /// Waits at most `milliseconds` (-1: for ever) and says how many descriptors are ready.
    func wait(milliseconds: CInt) -> Int {
        max(Int(unsafe epoll_wait(epoll.raw, events, CInt(Self.capacity), milliseconds)), 0)
    }

    /// The word and the readiness of the ready descriptor at `index`, below what ``wait`` returned.
    func event(at index: Int) -> (data: UInt64, ready: Interest) {
        guard index >= 0, index < Self.capacity else { return (0, []) }
        return unsafe (
            halserver_epoll_data(events + index), Interest(rawValue: events[index].events)
        )
    }

    /// Puts a descriptor on the list under the word `data`.
    func add(_ descriptor: CInt, _ interest: Interest, data: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, descriptor, interest, data)
    }

    /// Changes what is waited for.
    func change(_ descriptor: CInt, _ interest: Interest, data: UInt64) {
        // It can fail only for a descriptor that is not on the list, which then has nothing to wait for.
        try? control(EPOLL_CTL_MOD, descriptor, interest, data)
    }

    /// Takes a descriptor off the list. Closing it does so too.
    func remove(_ descriptor: CInt) {
        try? control(EPOLL_CTL_DEL, descriptor, [], 0)
    }

    private func control(
        _ operation: CInt, _ descriptor: CInt, _ interest: Interest, _ data: UInt64
    ) throws(SystemError) {
        guard
            halserver_epoll_control(epoll.raw, operation, descriptor, interest.rawValue, data) == 0
        else { throw SystemError("epoll_ctl", code: halserver_errno()) }
    }
}
