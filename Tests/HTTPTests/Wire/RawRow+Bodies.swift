extension RawRow {
    /// Rows 48 to 61: lengths and codings.
    static let framings: [RawRow] =
        [
            bad(49, "two lengths", upload("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")),
            bad(49, "two equal", upload("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")),
            bad(49, "a list", upload("Content-Length: 5, 5\r\n", "hello")),
            bad(49, "a list of two", upload("Content-Length: 5, 6\r\n", "hello")),
            RawRow(
                51, "10¹² to a handler that collects",
                "POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n", [[413]],
                .closed),
            RawRow(
                52, "cut off", upload("Content-Length: 10\r\n", "hello"), [[400]], .closed,
                halfCloses: true),
            RawRow(
                53, "GET with a body that looks like a request",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: \(get.utf8.count)\r\n\r\n\(get)"
                    + get, [[200], [200]], .kept),
            RawRow(
                53, "404 with a body that looks like a request",
                "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: \(get.utf8.count)\r\n\r\n\(get)"
                    + get, [[404], [200]], .kept),
            RawRow(54, "no length and no coding", upload("", "") + get, [[201], [200]], .kept),
            RawRow(
                55, "Content_Length", upload("Content_Length: 5\r\n", "") + get, [[201], [200]],
                .kept),
            RawRow(
                55, "Transfer_Encoding", upload("Transfer_Encoding: chunked\r\n", "") + get,
                [[201], [200]], .kept),
            bad(
                56, "length, then coding",
                upload("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + get),
            bad(
                56, "coding, then length",
                upload("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n") + get),
            bad(
                56, "both on a GET",
                field("Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n" + get),
            bad(
                59, "two codings",
                upload(
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
            bad(59, "a folded one", upload("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
            bad(
                60, "chunked in 1.0",
                "POST /v1/streams HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\r\n"),
        ]
        + [
            "+5", "-5", "-0", "0x5", "5a", "1_0", "5 5", "1e1", "5.0", "5;", "5,", ",5", "''", "",
            "\u{D9}\u{A5}", "9223372036854775808", "18446744073709551621",
            repeated("9", 20), repeated("9", 400),
        ]
        .map {
            bad(
                48, "Content-Length: \($0.prefix(24))", upload("Content-Length: \($0)\r\n", "hello")
            )
        }
        + [
            "xchunked", "identity", "gzip", "chunked, gzip", "gzip, chunked", "chunked, chunked",
            "chunked;x=1", "\"chunked\"", "", "chunked,", ",chunked", "chunked\u{B}",
            "\u{C}chunked", "chunked\u{0}", "\u{A0}chunked", "\rchunked",
        ]
        .map {
            RawRow(
                57, "Transfer-Encoding: \($0)",
                upload("Transfer-Encoding: \($0)\r\n", "0\r\n\r\n"), [[400, 501]], .closed)
        }
        + ["Chunked", "CHUNKED", "\tchunked", "chunked "]
        .map {
            RawRow(
                61, "Transfer-Encoding: \($0)",
                upload("Transfer-Encoding: \($0)\r\n", "5\r\nhello\r\n0\r\n\r\n"), [[201]], .kept)
        }

    /// Rows 62 to 70: chunks.
    static let chunkings: [RawRow] =
        [
            RawRow(
                66, "300 extensions of 1 kB",
                chunked(repeated("1;\(repeated("a", 1_000))\r\nx\r\n", 300) + "0\r\n\r\n"),
                [[413]], .closed),
            RawRow(
                66, "an extension of 100 kB",
                chunked("1;\(repeated("a", 100_000))\r\nx\r\n0\r\n\r\n"), [[400]], .closed),
            RawRow(
                68, "a trailer of 100 kB",
                chunked("0\r\nX: \(repeated("a", 100_000))\r\n\r\n"), [[413, 431]], .closed),
            RawRow(
                68, "20 000 trailers", chunked("0\r\n\(repeated("X: y\r\n", 20_000))\r\n"),
                [[413, 431]], .closed),
            RawRow(70, "cut off", chunked("5\r\nhel"), [[400]], .closed, halfCloses: true),
            RawRow(
                70, "cut off before the end", chunked("5\r\nhello\r\n0\r\n"), [[400]], .closed,
                halfCloses: true),
        ]
        + [
            "5\r\nhello\r\n0\r\n\r\n", "a\r\n0123456789\r\n0\r\n\r\n",
            "A\r\n0123456789\r\n0\r\n\r\n",
            "0005\r\nhello\r\n0\r\n\r\n", "5;a\r\nhello\r\n0\r\n\r\n",
            "5;a=b;c=\"d\\\"; e\"\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n000;x\r\n\r\n", "5\r\nhello\r\n0\r\nX-Trailer: y\r\nZ:\r\n\r\n",
            "1\r\na\r\n1\r\nb\r\n0\r\n\r\n", "0\r\n\r\n",
        ]
        .map { RawRow(62, "chunks \($0.debugDescription)", chunked($0), [[201]], .kept) }
        + ["+5", "-5", "0x5", "5_0", " 5", "5 ", "g", "5h", "", "5\u{0}", "\t5", "5\t"]
        .map { bad(63, "size `\($0)`", chunked("\($0)\r\nhello\r\n0\r\n\r\n")) }
        + [repeated("F", 16), repeated("1", 17), "8000000000000000", repeated("0", 4_000)]
        .map { bad(64, "size \($0.prefix(20))", chunked("\($0)\r\nhello\r\n0\r\n\r\n")) }
        + [
            ";", ";;", ";a=", ";=b", ";a\nb", ";a\rb", ";a\u{0}", ";a=\"b", ";a=\"\n\"", ";a(",
            ";a=b c",
            ";a=\"b\"c", ";a=\"\u{0}\"", "; a",
        ]
        .map {
            bad(65, "extension \($0.debugDescription)", chunked("5\($0)\r\nhello\r\n0\r\n\r\n"))
        }
        + [
            "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhell\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r\n0\n\n", "5\r\nhello\r\n0\r\n\n",
            "5\rhello\r0\r\r",
        ]
        .map { bad(67, "chunks \($0.debugDescription)", chunked($0)) }
        + ["X", "X : y", "X: y\r\n z", "X: \u{0}", "X: a\rb", " X: y", ": y", "X: y\nZ: a"]
        .map { bad(68, "trailer \($0.debugDescription)", chunked("0\r\n\($0)\r\n\r\n")) }
        + ["Content-Length: 5", "Host: b", "Authorization: Basic Og==", "Content-Type: a/b"]
        .map {
            RawRow(69, "trailer \($0)", chunked("1\r\na\r\n0\r\n\($0)\r\n\r\n"), [[201]], .kept)
        }

    /// Rows 71 to 82: several requests, and the rest.
    static let flows: [RawRow] = [
        RawRow(71, "3", repeated(get, 3), [[200], [200], [200]], .kept),
        RawRow(71, "100", repeated(get, 100), [[Int]](repeating: [200], count: 100), .kept),
        RawRow(
            72, "upload, 404, chunked upload, GET",
            upload("Content-Length: 2\r\n", "ab") + line("GET /none HTTP/1.1")
                + chunked("2\r\nab\r\n0\r\n\r\n") + get, [[201], [404], [201], [200]], .kept),
        bad(73, "a bad request and a good one", line("GET / HTTP/1.x") + get),
        RawRow(74, "half-closed", get, [[200]], .closed, halfCloses: true),
        RawRow(77, "Expect: 200-maybe", field("Expect: 200-maybe"), [[417]], .either),
        good(78, "Expect without a body", field("Expect: 100-continue")),
        RawRow(
            78, "Expect in 1.0", "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", [[200]], .closed),
        good(80, "Upgrade: websocket", field("Connection: Upgrade\r\nUpgrade: websocket")),
        good(80, "Upgrade: h2c", field("Connection: Upgrade\r\nUpgrade: h2c")),
        good(80, "Upgrade without Connection", field("Upgrade: x")),
        RawRow(82, "DELETE of what is gone", line("DELETE /gone HTTP/1.1"), [[204]], .kept),
    ]
}
