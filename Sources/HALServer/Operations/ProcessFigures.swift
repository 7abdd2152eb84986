import Glibc
import Octets

/// What the system says of this process (proc(5)). Each number is nil where it cannot be had.
struct ProcessFigures: Sendable {
    /// Time on processors, in nanoseconds.
    private(set) var cpuNanoseconds: UInt64?
    /// Memory in the machine, in bytes.
    private(set) var residentBytes: UInt64?
    /// Memory asked for, in bytes.
    private(set) var virtualBytes: UInt64?
    private(set) var threads: UInt64?
    /// Descriptors in use.
    private(set) var openDescriptors: UInt64?
    /// Descriptors that may be in use at most.
    private(set) var descriptorLimit: UInt64?
    /// When the process began, in nanoseconds since 1970.
    private(set) var startNanoseconds: UInt64?

    /// The numbers of now. Costs some calls into the kernel, none of which waits.
    static func now() -> ProcessFigures {
        var figures = ProcessFigures()
        if let text = read("/proc/self/stat") { figures.take(stat: text.span) }
        var status = stat()
        // Since Linux 6.2 the size of the directory is the number of its entries.
        if unsafe stat("/proc/self/fd", &status) == 0, status.st_size > 0 {
            figures.openDescriptors = UInt64(clamping: status.st_size)
        } else {
            figures.openDescriptors = countDescriptors()
        }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.descriptorLimit = UInt64(limit.rlim_cur)
        }
        return figures
    }

    /// Reads the fields behind the program's name, which may hold blanks and parentheses itself.
    private mutating func take(stat text: Span<UInt8>) {
        var index = text.count
        while index > 0, text[index - 1] != UInt8(ascii: ")") { index -= 1 }
        var fields: [UInt64?] = []
        index += 1
        while index < text.count, fields.count < 40 {
            let end = text.firstIndex(of: UInt8(ascii: " "), from: index) ?? text.count
            fields.append(Int64(decimal: text.extracting(index..<end)).map(UInt64.init(clamping:)))
            index = end + 1
        }
        // The third field of stat(5) is the first here.
        guard fields.count > 21 else { return }
        let tick = UInt64(max(sysconf(CInt(_SC_CLK_TCK)), 1))
        if let user = fields[11], let system = fields[12] {
            cpuNanoseconds = Self.nanoseconds(user &+ system, tick)
        }
        threads = fields[17]
        if let start = fields[19] { startNanoseconds = Self.moment(Self.nanoseconds(start, tick)) }
        virtualBytes = fields[20]
        residentBytes = fields[21].map {
            $0.multipliedReportingOverflow(by: UInt64(max(getpagesize(), 1))).partialValue
        }
    }

    private static func nanoseconds(_ ticks: UInt64, _ perSecond: UInt64) -> UInt64 {
        ticks.multipliedReportingOverflow(by: 1_000_000_000 / perSecond).partialValue
    }

    /// The date of a moment that is counted from the machine's start.
    private static func moment(_ sinceBoot: UInt64) -> UInt64 {
        var (real, boot) = (timespec(), timespec())
        unsafe clock_gettime(CLOCK_REALTIME, &real)
        unsafe clock_gettime(CLOCK_BOOTTIME, &boot)
        func count(_ time: timespec) -> UInt64 {
            UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
        }
        return count(real) &- count(boot) &+ sinceBoot
    }

    private static func countDescriptors() -> UInt64? {
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var count: UInt64 = 0
        while unsafe readdir(directory) != nil { count += 1 }
        // Itself, and the two dots.
        return count > 3 ? count - 3 : 0
    }

    private static func read(_ path: String) -> Bytes? {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        let file = Descriptor(adopting: number)
        var writer = ByteWriter(capacity: 2048)
        unsafe writer.append(upTo: 2048) { space in
            unsafe Glibc.read(file.raw, space.baseAddress, space.count)
        }
        return writer.count > 0 ? writer.finish() : nil
    }
}

extension Exposition {
    /// What the system says of the process, under the names that all Prometheus clients use.
    mutating func add(_ process: ProcessFigures) {
        if let value = process.cpuNanoseconds {
            seconds(
                "process_cpu_seconds", .counter, "Time on processors, user and system.",
                nanoseconds: value)
        }
        if let value = process.startNanoseconds {
            seconds(
                "process_start_time_seconds", .gauge, "When the process began, since 1970.",
                nanoseconds: value)
        }
        if let value = process.residentBytes {
            single(
                "process_resident_memory_bytes", .gauge, unit: "bytes", "Memory in the machine.",
                value)
        }
        if let value = process.virtualBytes {
            single(
                "process_virtual_memory_bytes", .gauge, unit: "bytes", "Memory asked for.", value)
        }
        if let value = process.openDescriptors {
            single("process_open_fds", .gauge, "Descriptors in use.", value)
        }
        if let value = process.descriptorLimit {
            single("process_max_fds", .gauge, "Descriptors that may be in use.", value)
        }
        if let value = process.threads { single("process_threads", .gauge, "Threads.", value) }
    }
}
