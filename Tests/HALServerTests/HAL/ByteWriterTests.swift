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
