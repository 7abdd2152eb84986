import Octets
import Testing

@testable import HTTP

@Suite struct ParameterListTests {
    @Test(
        arguments: [
            ("form-data; name=\"a\"", "form-data", "a"), ("form-data;name=a", "form-data", "a"),
            (" form-data ; NAME = a ; x=y", "form-data", "a"), ("x; name=\"a;b\"", "x", "a;b"),
            ("x; name=\"a\\\"b\"", "x", "a\"b"), ("x; name=\"C:\\dir\\f\"", "x", "C:\\dir\\f"),
            ("x; name=\"a\\\\b\"", "x", "a\\b"), ("x; name=", "x", ""), ("x; name=\"\"", "x", ""),
            ("x;; name=a;", "x", "a"), ("x; name=a b", "x", "a b"), ("; name=a", "", "a"),
            ("x; filename=b; name=a", "x", "a"), ("x; y=\"=\"; name=\"=\"", "x", "="),
            ("x; name=\"a\\", "", nil), ("x; name=\"a", "", nil), ("x; name", "", nil),
            ("x; name=\"a\"b", "", nil), ("x; =a", "", nil), ("x; name=a; name=b", "", nil),
            ("x; na me=a", "", nil),
        ] as [(String, String, String?)]) func `parameters are read as forms have them`(
            field: String, value: String, name: String?
        )
    {
        let list = ParameterList(Bytes(field))
        #expect(list?["name"] == name.map { Bytes($0) })
        if name != nil { #expect(list?.value == Bytes(value)) }
    }

    @Test(arguments: [(64, true), (65, false)])
    func `so many parameters are read and no more`(count: Int, isRead: Bool) {
        let field = "x" + (0..<count).map { "; p\($0)=\($0)" }.joined()
        #expect(ParameterList(Bytes(field))?["p63"] == (isRead ? "63" : nil))
    }

    @Test(
        arguments: [
            ("UTF-8''na%C3%AFve.txt", "naïve.txt"), ("utf-8'de'a", "a"),
            ("ISO-8859-1''%A3%20rates", "£ rates"), ("UTF-8''", ""), ("UTF-8''%FF", nil),
            ("UTF-8''a b", nil), ("UTF-8''%4", nil), ("UTF-8'a", nil), ("a", nil), ("''a", nil),
            ("KOI8-R''a", nil), ("UTF-8''a'b", nil), ("UTF-8''%0D%0A", "\r\n"),
        ] as [(String, String?)]) func `extended values are decoded or none`(
            value: String, wanted: String?
        )
    {
        #expect(ExtendedValue.decode(Bytes(value)) == wanted.map { Bytes($0) })
    }
}
