import Testing

@testable import Daemon

@Suite struct GoDurationTests {
    @Test(arguments: [
        ("0", 0, "0s"), ("1s", 1_000_000_000, "1s"), ("90s", 90_000_000_000, "1m30s"),
        ("1h30m", 5_400_000_000_000, "1h30m0s"), ("1h0m0s", 3_600_000_000_000, "1h0m0s"),
        ("1.5s", 1_500_000_000, "1.5s"), ("100ms", 100_000_000, "100ms"),
        ("1.5h", 5_400_000_000_000, "1h30m0s"), (".5s", 500_000_000, "500ms"),
        ("5.s", 5_000_000_000, "5s"), ("-1h", -3_600_000_000_000, "-1h0m0s"),
        ("+2m", 120_000_000_000, "2m0s"), ("3us", 3_000, "3µs"), ("3µs", 3_000, "3µs"),
        ("1500ns", 1_500, "1.5µs"), ("7ns", 7, "7ns"), ("1ms1us", 1_001_000, "1.001ms"),
        ("2540400h10m10.000000000s", 9_145_440_610_000_000_000, "2540400h10m10s"),
    ])
    func `a length of time is read and shown as Go does`(
        text: String, nanoseconds: Int64, shown: String
    ) throws {
        let duration = try #require(GoDuration(text))
        #expect(duration.nanoseconds == nanoseconds)
        #expect("\(duration)" == shown)
        #expect(GoDuration(shown) == duration)
    }

    @Test(arguments: [
        "", "-", "+", "3", "s", ".", ".s", "1x", "1 s", "1h-30m", "3000000h",
        "9223372036854775808ns",
        "1s ", "١s", "1S", "0x1s", "1e3s", "99999999999999999999s",
    ])
    func `what Go refuses is refused`(text: String) {
        #expect(GoDuration(text) == nil)
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("1ns", 1, 1), ("1s", 1, 1000), ("1001ms", 2, 1001), ("-1h", -3600, 0),
        ] as [(String, Int64, UInt64)])
    func `parts of a second count as one`(text: String, seconds: Int64, milliseconds: UInt64)
        throws
    {
        let duration = try #require(GoDuration(text))
        #expect(duration.seconds == seconds)
        #expect(duration.milliseconds == milliseconds)
    }
}
