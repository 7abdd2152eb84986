import HTTP
import Octets
import Testing

@Suite struct HTTPDateTests {
    /// 2026-01-01.
    private static let now = HTTPDate(seconds: 1_767_225_600)

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Wed Nov 16 08:49:37 1994", 784_975_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1), ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("Wednesday, 01-Jan-75 00:00:00 GMT", 3_313_526_400),
        ("Saturday, 01-Jan-77 00:00:00 GMT", 220_924_800),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_799),
    ]) func `the three formats are read`(text: String, seconds: Int64) {
        #expect(HTTPDate(Bytes(text), now: Self.now)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "0", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Thu, 29 Feb 2023 12:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Xxx, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
        "Funday, 06-Nov-94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", ",", "Sun,", "Sunday,",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun,  6 Nov 1994 08:49:37 GMT",
    ]) func `anything else is no date`(text: String) {
        #expect(HTTPDate(Bytes(text), now: Self.now) == nil)
    }

    @Test(arguments: [-62_135_596_800, -1, 0, 951_782_399, 1_709_208_000, 253_402_300_799])
    func `what is written is read`(seconds: Int64) {
        let date = HTTPDate(seconds: seconds)
        #expect(HTTPDate(date.field.bytes) == date)
    }
}
