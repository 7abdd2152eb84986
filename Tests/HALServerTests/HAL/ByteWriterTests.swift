import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ByteWriterTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.0000001Z"),
        (15_450_816_027_616_568, "2018-12-17T21:20:02.7616568Z"),
        (15_450_816_020_000_000, "2018-12-17T21:20:02Z"),
        (15_450_816_025_000_000, "2018-12-17T21:20:02.5Z"),
        (15_450_816_020_100_000, "2018-12-17T21:20:02.01Z"),
        (9_517_824_000_000_000, "2000-02-29T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.9999999Z"),
    ])
    func `a moment is shown with the digits that it has`(ticks: Int64, text: String) {
        var writer = ByteWriter()
        writer.append(Timestamp(ticks: ticks))
        #expect(writer.finish() == Bytes(text))
    }

    @Test func `a moment looks the same behind those of the same day and of other days`() {
        let day = 864_000_000_000
        var moments = MomentWriter()
        for ticks in [
            17_882 * day, 17_882 * day - 1, 17_883 * day - 1, 17_883 * day, -1, 0, day - 1, day,
            -day,
            11_016 * day + 5, 11_016 * day + 600_000_000, 11_017 * day,
        ] {
            var one = ByteWriter()
            var other = ByteWriter()
            moments.write(Timestamp(ticks: Int64(ticks)), into: &one)
            other.append(Timestamp(ticks: Int64(ticks)))
            let text = one.finish()
            let expected = other.finish()
            #expect(text == expected, "\(ticks)")
        }
        var last = ByteWriter()
        moments.write(Timestamp(ticks: Int64(17_883 * day - 1)), into: &last)
        let text = last.finish()
        #expect(text == "2018-12-17T23:59:59.9999999Z")
    }

    @Test(arguments: [(0, "./"), (1, ""), (2, "../"), (3, "../../"), (4, "../../../")])
    func `references lead to the root from any depth`(depth: Int, prefix: String) {
        let hrefs = Hrefs(depth: depth)
        #expect(hrefs.prefix == Bytes(prefix))
        #expect(hrefs.index == Bytes(prefix.isEmpty ? "./" : prefix))
        #expect(
            Reference.resolve(
                hrefs.index.text,
                against: "/" + Array(repeating: "a", count: depth).joined(separator: "/")) == "/")
    }
}
