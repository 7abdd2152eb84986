import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Running out of descriptors` {
    @Test func `accepting pauses without spinning and goes on when one is free`() async {
        // In a process of its own: the limit is the process's.
        await #expect(processExitsWith: .success) {
            var limit = rlimit()
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = 60
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            var limits = Limits()
            limits.reservedDescriptors = 0
            let live = try LiveServer(limits: limits, respond: { _ in Response(.ok, .text, "a") })
            try await blocking {
                var fillers: [CInt] = []
                // Several times: what the process itself holds for a moment becomes free again.
                for _ in 0..<10 {
                    while true {
                        let raw = dup(0)
                        guard raw >= 0 else { break }
                        fillers.append(raw)
                    }
                    usleep(20_000)
                }
                close(fillers.removeLast())
                // The client has the last descriptor: the kernel connects it, the server cannot.
                let client = try live.connect()
                client.send(RawRow.get)
                guard client.response(milliseconds: 200) == nil else { exit(2) }
                let before = clock()
                usleep(400_000)
                let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC)
                guard spent < 0.02 else { exit(3) }
                close(fillers.removeLast())
                guard client.response(milliseconds: 1_000)?.status == 200 else { exit(4) }
            }
        }
    }
}
