extension RawRow {
    /// Rows 1 to 28: request lines and targets.
    static let requestLines: [RawRow] =
        [
            RawRow(1, "three times", get + get + get, [[200], [200], [200]], .kept),
            good(2, "one empty line before", "\r\n" + get),
            bad(3, "endless empty lines", repeated("\r\n", 40)),
            bad(5, "no version", line("GET /")),
            bad(5, "no version, no end of head", "GET /\r\nHost: a"),
            RawRow(9, "a later minor version", line("GET / HTTP/1.2"), [[200]], .kept),
            RawRow(11, "lower case", line("get / HTTP/1.1"), [[501]], .either),
            RawRow(11, "mixed case", line("Get / HTTP/1.1"), [[501]], .either),
            RawRow(11, "unknown", line("FROBNICATE / HTTP/1.1"), [[501]], .either),
            RawRow(12, "DELETE", line("DELETE / HTTP/1.1"), [[405]], .kept),
            RawRow(12, "PATCH", line("PATCH / HTTP/1.1"), [[405]], .kept),
            RawRow(13, "TRACE", line("TRACE / HTTP/1.1"), [[405]], .either),
            RawRow(14, "CONNECT", line("CONNECT a:80 HTTP/1.1"), [[501]], .either),
            RawRow(15, "OPTIONS *", line("OPTIONS * HTTP/1.1"), [[204]], .kept),
            RawRow(15, "OPTIONS /", line("OPTIONS / HTTP/1.1"), [[204]], .kept),
            bad(16, "GET *", line("GET * HTTP/1.1")),
            good(18, "absolute", line("GET http://a/ HTTP/1.1")),
            good(18, "absolute, upper case", line("GET HTTP://a:80/ HTTP/1.1")),
            good(18, "absolute without path", line("GET http://a HTTP/1.1")),
            RawRow(20, "another host", line("GET http://b/ HTTP/1.1"), [[200]], .kept),
            RawRow(
                22, "7 990 bytes", line("GET /\(repeated("a", 7_989)) HTTP/1.1"), [[404]], .kept),
            RawRow(
                23, "100 kB", line("GET /\(repeated("a", 100_000)) HTTP/1.1"), [[414]], .closed),
            RawRow(23, "100 kB without end", "GET /\(repeated("a", 100_000))", [[414]], .closed),
            RawRow(
                24, "a method of 100 kB", line("\(repeated("A", 100_000)) / HTTP/1.1"), [[414]],
                .closed),
            good(25, "a broken escape in a query", line("GET /?a=%zz HTTP/1.1")),
            RawRow(
                26, "3 000 segments", line("GET \(repeated("/a", 3_000)) HTTP/1.1"), [[404]],
                .kept),
        ]
        + [
            "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1",
            "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET / a HTTP/1.1", "GET / HTTP/1.1\t",
        ].map { bad(6, "separators of `\($0)`", line($0)) }
        + ["http/1.1", "HTTP/1.1x", "HTTP/1.", "HTTP/01.1", "HTTP/1.10", "HTTP/ 1.1", "HTTP/1,1"]
        .map { bad(7, "version `\($0)`", line("GET / \($0)")) }
        + ["GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9", "PRI * HTTP/2.0"]
        .map { RawRow(8, $0, line($0), [[505]], .closed) }
        + ["G@T", "GE(T", "\"GET\"", "G\u{0}T", "G\u{E9}T", "", "GET:"]
        .map { bad(10, "method `\($0)`", line("\($0) / HTTP/1.1")) }
        + ["foo", "?a", "../x", "a:80", "http:/x", "ftp://a/", "**"]
        .map { bad(17, "target `\($0)`", line("GET \($0) HTTP/1.1")) }
        + ["http:///", "http://u:p@a/", "http://a:x/", "http://?a", "http://a b/"]
        .map { bad(19, "target `\($0)`", line("GET \($0) HTTP/1.1")) }
        + ["/#a", "/\u{0}", "/\u{1}", "/\u{7F}", "/\u{E9}", "/a\rb", "/a\u{B}b"]
        .map { bad(21, "target with a forbidden byte", line("GET \($0) HTTP/1.1")) }
        + ["/%00", "/%c0%af", "/%ff", "/\\", "//", "/../../etc/passwd", "/%2e%2e/x", "/..%2fx"]
        .map {
            RawRow(26, "target `\($0)`", line("GET \($0) HTTP/1.1"), [[400, 404]], .either)
        }

    /// Rows 29 to 40: field lines.
    static let fieldLines: [RawRow] =
        [
            bad(29, "all lines end in LF", "GET / HTTP/1.1\nHost: a\n\n"),
            bad(29, "the first line ends in LF", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
            bad(29, "a field ends in LF", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
            bad(29, "the last line is LF", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
            bad(30, "all lines end in CR", "GET / HTTP/1.1\rHost: a\r\r"),
            bad(30, "CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
            bad(30, "CR CR LF behind a field", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
            bad(31, "blank before the colon", field("X-a : b")),
            bad(31, "blank before Content-Length's colon", field("Content-Length : 0")),
            bad(31, "tab before the colon", field("X-a\t: b")),
            bad(32, "folded by a blank", field("X-a: b\r\n c")),
            bad(32, "folded by a tab", field("X-a: b\r\n\tc")),
            bad(32, "the empty first line of a fold", field("X-a:\r\n c")),
            bad(33, "blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
            bad(34, "no colon", field("X-a")),
            bad(34, "no name", field(": b")),
            good(37, "8-bit bytes", field("X-a: caf\u{E9}\u{FF}")),
            good(37, "tab inside", field("X-a: b\tc")),
            good(37, "empty", field("X-a:")),
            good(37, "no blank", field("X-a:b")),
            good(37, "white space at both ends", field("X-a: \t b \t ")),
            RawRow(
                38, "100 kB", field("X-a: \(repeated("b", 100_000))"), [[431]], .closed),
            RawRow(
                38, "100 kB, unfinished",
                "GET / HTTP/1.1\r\nHost: a\r\nX-a: \(repeated("b", 100_000))", [[431]], .closed),
            RawRow(
                38, "a name of 100 kB", field("\(repeated("X", 100_000)): b"), [[431]], .closed),
            RawRow(
                38, "10 000 fields", field(repeated("X-a: b\r\n", 10_000) + "X: y"), [[431]],
                .closed),
            good(39, "7 000 bytes", field("X-a: \(repeated("b", 7_000))")),
            good(39, "80 fields", field(repeated("X-a: b\r\n", 78) + "X: y")),
            good(40, "hOsT", "GET / HTTP/1.1\r\nhOsT: a\r\n\r\n"),
            RawRow(40, "cONTENT-lENGTH", upload("cONTENT-lENGTH: 2\r\n", "ab"), [[201]], .kept),
        ]
        + [
            "X(", "X/", "X[", "X{", "X\"", "X=", "X@", "X,", "X a", "X\t", "X\u{0}", "X\u{1}",
            "X\u{E9}",
        ]
        .map { bad(35, "a name with a forbidden byte", field("\($0): b")) }
        + ["b\u{0}", "b\rc", "b\u{1}c", "\u{1F}", "b\u{7F}", "b\u{B}c", "b\u{C}"]
        .map { bad(36, "a value with a forbidden byte", field("X-a: \($0)")) }

    /// Rows 41 to 47: Host and Connection.
    static let hosts: [RawRow] =
        [
            bad(41, "no Host", "GET / HTTP/1.1\r\n\r\n"),
            bad(42, "two, the same", field("Host: a")),
            bad(42, "two, different", field("Host: b")),
            RawRow(45, "1.0 without Host", "GET / HTTP/1.0\r\n\r\n", [[200]], .closed),
            RawRow(
                46, "1.0 with keep-alive",
                "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [[200]], .kept),
        ]
        + [
            "", " ", " a, b", " a b", " u@a", " a/b", " a:x", " a:99999", " a:80:80", " [::1",
            " a#b",
            " <a>", " a,b", " :80", " [::1]x", " [g]", " a?b", " a%zz",
        ]
        .map { bad($0.contains("a, b") || $0.isEmpty ? 42 : 43, "Host:\($0)", host($0)) }
        + [" a:80", " [::1]:80", " xn--a.example", " 127.0.0.1:5000", " a_b", " a:", " [::1]"]
        .map { good(44, "Host:\($0)", host($0)) }
        + ["close", "CLOSE", "keep-alive, close", "x,close ,y", "x\r\nConnection: close"]
        .map { RawRow(47, "Connection: \($0)", field("Connection: \($0)"), [[200]], .closed) }
}
