import Octets
import Testing

@testable import HTTP

@Suite struct ContentDispositionParseTests {
    @Test(arguments: [
        (#"attachment; filename="a.txt""#, "a.txt"), ("inline; filename=a.txt", "a.txt"),
        (#"attachment; filename="../../a.txt""#, "a.txt"),
        (#"form-data; name="x"; FileName="C:\dir\a.txt""#, "a.txt"),
        ("attachment; filename=a; filename*=UTF-8''%C3%A4.txt", "ä.txt"),
        ("attachment; filename=a; filename*=nonsense", "a"),
        ("attachment", nil), ("attachment; filename=\"\"", nil), (#"x; filename=".."#, nil),
        (#"attachment; filename="open"#, nil), ("", nil),
    ])
    func `the name of a file is read from what a client says`(field: String, name: String?) {
        #expect(ContentDisposition.fileName(in: Bytes(field))?.bytes.text == name)
    }
}
