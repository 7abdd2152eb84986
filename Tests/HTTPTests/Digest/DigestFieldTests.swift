import HTTP
import Octets
import Testing

private let sha = "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg="
private let md5 = "XrY7u+Ae7tCTyyK7j1rNww=="

@Suite struct DigestFieldTests {
    private func field(_ text: String) throws -> DigestField { try DigestField(Bytes(text)) }

    @Test(
        arguments: [
            ("sha-256=:\(sha):", ["sha-256"]), ("md5=:\(md5):", ["md5"]),
            ("md5=:\(md5):,\tsha-256=:\(sha): ", ["md5", "sha-256"]),
            ("unixsum=:AAA=:, md5=:\(md5):", ["md5"]), ("sha=\"text\", crc32c=5", []), ("", []),
            ("md5=:\(md5):;a=1;b", ["md5"]), ("a, b=?0, c=(1 2), d=1.5, *e=tok/en", []),
            ("md5=:XrY7u+Ae7tCTyyK7j1rNww:", ["md5"]),
        ] as [(String, [String])]) func `the digests of known algorithms are read`(
            text: String, keys: [String]
        ) throws
    {
        let digests = try field(text)
        #expect(digests.entries.map(\.algorithm.key.text) == keys)
        for entry in digests.entries { #expect(entry.digest.count == entry.algorithm.count) }
    }

    @Test(arguments: [
        "sha-256", "sha-256=:\(md5):", "sha-256=\(sha)", "sha-256=\"\(sha)\"", "md5=:a:", "md5=:",
        "md5=:!!!!:", "md5=:\(md5):,", ",", "MD5=:\(md5):", "=:\(md5):", "md5=:\(md5): x=1",
        "md5=:\(md5):; =1", "a=1.", "a=1234567890123456", "a=\"", "a=(1", "a=?2", "a=-",
        "a=1.2345", "a=\"\u{7F}\"", "a=(1,2)",
    ]) func `what cannot be read is refused with a reason`(text: String) {
        let fault = #expect(throws: DigestFault.self) { try field(text) }
        #expect(fault?.reason.isEmpty == false)
        #expect(fault?.refusal.status == .badRequest)
    }

    /// RFC 8941 §3.2 has every reader take at least 1024.
    @Test func `thousands of other members are passed over`() throws {
        let others = (0..<4000).map { "k\($0)=1, " }.joined()
        #expect(try field(others + "md5=:\(md5):").entries.map(\.algorithm) == [.md5])
    }

    @Test func `of two with one key the last counts`() throws {
        let zeros = "AAAAAAAAAAAAAAAAAAAAAA=="
        let digests = try field("md5=:\(md5):, md5=:\(zeros):")
        #expect(digests.entries.count == 1)
        #expect(digests[.md5] == Bytes([UInt8](repeating: 0, count: 16)))
    }

    @Test func `what is written is read again`() throws {
        var digests = DigestField()
        let taken = [
            digests.add(Bytes((0..<32).map { UInt8($0) }), .sha256),
            digests.add(Bytes((0..<64).map { UInt8(truncatingIfNeeded: $0 * 7) }), .sha512),
            digests.add("short", .md5), digests.add(Bytes((0..<32).map { UInt8($0) }), .sha256),
        ]
        #expect(taken == [true, true, false, false])
        #expect(try DigestField(digests.field.bytes) == digests)
        #expect(digests.field.bytes.text.hasPrefix("sha-256=:AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"))
    }

    @Test func `a request may name its digests in three fields`() throws {
        func digests(_ fields: [(HeaderName, String)]) throws -> [DigestAlgorithm]? {
            var headers = Headers()
            for (name, value) in fields { headers.add(name, HeaderValue(value) ?? "") }
            return try DigestField(of: headers)?.entries.map(\.algorithm)
        }
        #expect(try digests([]) == nil)
        #expect(try digests([(.contentMD5, md5)]) == [.md5])
        #expect(
            try digests([
                (.contentDigest, "sha-256=:\(sha):"), (.reprDigest, "md5=:\(md5):"),
                (.contentMD5, md5),
            ]) == [.sha256, .md5])
        #expect(try digests([(.reprDigest, "crc32=1")]) == [])
        #expect(throws: DigestFault.self) {
            try digests([(.reprDigest, "md5=:AAAAAAAAAAAAAAAAAAAAAA==:"), (.contentMD5, md5)])
        }
        #expect(throws: DigestFault.self) { try digests([(.contentMD5, "AAAA")]) }
        #expect(throws: DigestFault.self) { try digests([(.contentMD5, "?")]) }
    }

    @Test(
        arguments: [
            ("sha-256=1, md5=10", DigestAlgorithm.md5), ("sha-256=10", .sha256), ("md5=0", nil),
            ("sha-512=3, sha-256=3", .sha256), ("sha=10", nil), ("", nil),
            ("md5=1, sha-256=0", .md5),
        ] as [(String, DigestAlgorithm?)]) func `the digest that is wanted most is sent`(
            text: String, wanted: DigestAlgorithm?
        ) throws
    {
        let preference = try DigestPreference(Bytes(text))
        #expect(preference.best(of: [.sha256, .sha512, .md5]) == wanted)
        #expect(preference.best(of: []) == nil)
    }

    @Test(arguments: ["md5", "md5=11", "md5=-1", "md5=1.5", "md5=\"1\"", "=", "md5=1,,sha-256=1"])
    func `a wish that cannot be read is none`(text: String) {
        #expect(throws: DigestFault.self) { try DigestPreference(Bytes(text)) }
    }
}
