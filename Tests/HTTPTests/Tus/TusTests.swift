import HTTP
import Octets
import Testing

private let sha1 = "Kq5sNclPz7QV2+lfQIuc6R7oRu0="

@Suite struct TusTests {
    private func headers(_ fields: [(HeaderName, String)]) -> Headers {
        var headers = Headers()
        for (name, value) in fields { headers.add(name, HeaderValue(value) ?? "") }
        return headers
    }

    private func fault<Value>(_ body: () throws(TusFault) -> Value) -> TusFault? {
        do throws(TusFault) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    // MARK: - The offer

    @Test func `OPTIONS tells what is offered`() {
        var headers = Headers()
        TusOffer(mostBytes: 1_000).describe(to: &headers)
        #expect(headers[.tusResumable] == "1.0.0")
        #expect(headers[.tusVersion] == "1.0.0")
        #expect(headers[.tusMaxSize] == "1000")
        #expect(
            headers[.tusExtension]
                == "creation,creation-with-upload,checksum,expiration,termination")
        #expect(headers[.tusChecksumAlgorithm] == "sha1,md5,sha256,sha512")
        var bare = Headers()
        TusOffer([]).describe(to: &bare)
        #expect(bare.fields.map(\.name) == ["Tus-Resumable", "Tus-Version"])
    }

    @Test(
        arguments: [("1.0.0", true), ("0.2.2", false), ("", false), (nil, false)]
            as [(String?, Bool)])
    func `another version is refused`(version: String?, isTaken: Bool) {
        let fields = version.map { [(HeaderName.tusResumable, $0)] } ?? []
        let fault = fault { () throws(TusFault) in try TusOffer().checkVersion(headers(fields)) }
        #expect((fault == nil) == isTaken)
        if let fault {
            #expect(fault.status == .preconditionFailed)
            #expect(fault.headers[.tusVersion] == "1.0.0")
        }
    }

    @Test(arguments: [
        (HTTP.Method.post, "PATCH", HTTP.Method.patch), (.post, "DELETE", .delete),
        (.post, "GET", .post), (.get, "DELETE", .get), (.post, "delete", .post),
    ]) func `a POST may stand for PATCH and DELETE`(
        method: HTTP.Method, override: String, wanted: HTTP.Method
    ) {
        let fields = headers([(.methodOverride, override)])
        #expect(TusOffer().method(method, fields) == wanted)
        #expect(TusOffer().method(method, Headers()) == method)
    }

    // MARK: - Creation

    @Test func `an upload is made with what is said of it`() throws {
        let creation = try TusCreation(
            headers([(.uploadLength, "100"), (.uploadMetadata, "filename d29ybGQucGRm,draft")]),
            declaredLength: 0, TusOffer())
        #expect(creation.length == 100)
        #expect(!creation.carriesBytes)
        #expect(creation.metadata["filename"] == "world.pdf")
        #expect(creation.metadata["draft"] == "")
        #expect(creation.metadata.fileName?.bytes == "world.pdf")
        var answer = Headers()
        creation.upload(expires: HTTPDate(seconds: 784_111_777)).describe(to: &answer)
        #expect(answer[.tusResumable] == "1.0.0")
        #expect(answer[.uploadOffset] == "0")
        #expect(answer[.uploadLength] == "100")
        #expect(answer[.uploadDeferLength] == nil)
        #expect(answer[.uploadMetadata] == "filename d29ybGQucGRm,draft")
        #expect(answer[.uploadExpires] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(answer[.cacheControl] == "no-store")
    }

    @Test(
        arguments: [
            ([("Upload-Length", "5")], 5, true), ([("Upload-Length", "5")], 0, false),
            ([("Upload-Length", "5")], nil, true),
            ([("Upload-Length", "5"), ("Upload-Checksum", "sha1 \(sha1)")], 5, true),
        ] as [([(String, String)], UInt64?, Bool)])
    func `a creation may bring the first bytes along`(
        fields: [(String, String)], length: UInt64?, carriesBytes: Bool
    ) throws {
        var headers = headers([(.contentType, "application/offset+octet-stream")])
        for (name, value) in fields {
            headers.add(try #require(HeaderName(Bytes(name))), HeaderValue(value) ?? "")
        }
        let creation = try TusCreation(headers, declaredLength: length, TusOffer())
        #expect(creation.carriesBytes == carriesBytes)
        #expect((creation.checksum != nil) == (fields.count == 2))
        let without = try TusCreation(headers, declaredLength: length, TusOffer([.creation]))
        #expect(!without.carriesBytes)
        #expect(without.checksum == nil)
    }

    @Test(
        arguments: [
            ([], Status.badRequest), ([("Upload-Length", "")], .badRequest),
            ([("Upload-Length", "-1")], .badRequest), ([("Upload-Length", "+1")], .badRequest),
            ([("Upload-Length", "1e3")], .badRequest),
            ([("Upload-Length", "9223372036854775808")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Length", "1")], .badRequest),
            ([("Upload-Length", "1001")], .contentTooLarge),
            ([("Upload-Defer-Length", "1")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", "a b c")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", "a,a")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", "a,")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", ",a")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", "é")], .badRequest),
            ([("Upload-Length", "1"), ("Upload-Metadata", "a !")], .badRequest),
        ] as [([(String, String)], Status)]) func `a creation that cannot be understood is refused`(
            fields: [(String, String)], status: Status
        ) throws
    {
        var headers = Headers()
        for (name, value) in fields {
            headers.add(try #require(HeaderName(Bytes(name))), HeaderValue(value) ?? "")
        }
        let fault = fault { () throws(TusFault) in
            try TusCreation(headers, declaredLength: 0, TusOffer(mostBytes: 1_000))
        }
        #expect(fault?.status == status)
        #expect(fault?.reason.isEmpty == false)
    }

    @Test func `a body longer than the upload is refused before it is read`() {
        let fields = headers([
            (.uploadLength, "4"), (.contentType, "application/offset+octet-stream"),
        ])
        let fault = fault { () throws(TusFault) in
            try TusCreation(fields, declaredLength: 5, TusOffer())
        }
        #expect(fault == .tooLarge(limit: 4))
    }

    @Test func `the length may come later where that is offered`() throws {
        let offer = TusOffer([.creation, .creationDeferLength], mostBytes: 50)
        func creation(_ fields: [(HeaderName, String)]) -> TusFault? {
            fault { () throws(TusFault) in
                try TusCreation(headers(fields), declaredLength: 0, offer)
            }
        }
        #expect(creation([(.uploadDeferLength, "1")]) == nil)
        #expect(creation([(.uploadDeferLength, "2")])?.status == .badRequest)
        #expect(
            creation([(.uploadDeferLength, "1"), (.uploadLength, "1")])?.status == .badRequest)
        var upload = TusUpload(offset: 10, length: nil)
        var answer = Headers()
        upload.describe(to: &answer)
        #expect(answer[.uploadDeferLength] == "1")
        #expect(answer[.uploadLength] == nil)
        for (length, wanted) in [
            ("9", Status.badRequest), ("51", .contentTooLarge), ("20", nil), ("21", .badRequest),
        ] as [(String, Status?)] {
            let patch = try TusPatch(
                headers([
                    (.contentType, "application/offset+octet-stream"), (.uploadOffset, "10"),
                    (.uploadLength, length),
                ]), declaredLength: 1, offer)
            let fault = fault { () throws(TusFault) in try patch.admit(to: &upload) }
            #expect(fault?.status == wanted, "\(length)")
        }
        #expect(upload.length == 20)
    }

    @Test(arguments: ["filename", "name", "fileName"])
    func `the name of the file is found and made safe`(key: String) throws {
        // ../../etc/passwd
        let metadata = try TusMetadata(Bytes("\(key) Li4vLi4vZXRjL3Bhc3N3ZA=="))
        #expect(metadata.fileName?.bytes == "passwd")
        #expect(try TusMetadata(Bytes()).pairs.isEmpty)
        #expect(try TusMetadata("a Zg== , b Zg==").pairs.count == 2)
    }

    // MARK: - PATCH

    private func patch(
        _ fields: [(HeaderName, String)], length: UInt64? = 5, type: String? = nil
    ) throws(TusFault) -> TusPatch {
        let type = type ?? "application/offset+octet-stream"
        return try TusPatch(
            headers([(.contentType, type)] + fields), declaredLength: length,
            TusOffer(mostBytes: 1_000))
    }

    @Test(
        arguments: [
            (0, 10, 0, 5, 10), (5, 10, 5, 5, 5), (5, 10, 5, nil, 5), (10, 10, 10, 0, 0),
            (0, nil, 0, 5, 1_000), (7, nil, 7, nil, 993),
        ] as [(UInt64, UInt64?, UInt64, UInt64?, UInt64)])
    func `bytes are taken where the upload ends, up to its length`(
        current: UInt64, whole: UInt64?, offset: UInt64, declared: UInt64?, room: UInt64
    ) throws {
        var upload = TusUpload(offset: current, length: whole)
        let patch = try patch([(.uploadOffset, "\(offset)")], length: declared)
        let admitted = try patch.admit(to: &upload)
        #expect(admitted == room)
    }

    @Test(
        arguments: [
            (0, 10, 5, 5, Status.conflict), (5, 10, 0, 5, .conflict),
            (5, 10, 5, 6, .contentTooLarge),
            (10, 10, 10, 1, .contentTooLarge), (996, nil, 996, 5, .contentTooLarge),
            (2_000, nil, 2_000, 1, .contentTooLarge),
        ] as [(UInt64, UInt64?, UInt64, UInt64, Status)])
    func `bytes that do not fit are refused`(
        current: UInt64, whole: UInt64?, offset: UInt64, declared: UInt64, status: Status
    ) throws {
        var upload = TusUpload(offset: current, length: whole)
        let patch = try patch([(.uploadOffset, "\(offset)")], length: declared)
        let fault = fault { () throws(TusFault) in try patch.admit(to: &upload) }
        #expect(fault?.status == status)
        if status == .conflict { #expect(fault?.headers[.uploadOffset]?.text == "\(current)") }
        #expect(upload.offset == current)
    }

    @Test func `a PATCH says where, and comes in its own type`() throws {
        func status(
            _ fields: [(HeaderName, String)], type: String? = nil
        ) -> Status? {
            fault { () throws(TusFault) in try patch(fields, type: type) }?.status
        }
        let offset = (HeaderName.uploadOffset, "0")
        #expect(status([]) == .badRequest)
        #expect(status([(.uploadOffset, "x")]) == .badRequest)
        #expect(status([offset, offset]) == .badRequest)
        #expect(status([offset], type: "application/octet-stream") == .unsupportedMediaType)
        #expect(status([offset], type: "Application/Offset+Octet-Stream; a=b") == nil)
        for checksum in ["sha1", "sha1 x", "sha1 AAAA", "crc32 AAAA", "SHA1 \(sha1)", ""] {
            #expect(status([offset, (.uploadChecksum, checksum)]) == .badRequest, "\(checksum)")
        }
        let checked = try patch([offset, (.uploadChecksum, "sha1 \(sha1)")])
        #expect(checked.checksum?.algorithm == .sha1)
        #expect(checked.checksum?.digest.count == 20)
    }

    @Test func `an upload that was not completed in time is gone`() {
        let date = HTTPDate(seconds: 100)
        func fault(_ offset: UInt64, at now: Int64) -> TusFault? {
            let upload = TusUpload(offset: offset, length: 10, expires: date)
            return self.fault { () throws(TusFault) in
                try upload.checkExpiry(at: HTTPDate(seconds: now))
            }
        }
        #expect(fault(5, at: 99) == nil)
        #expect(fault(5, at: 100) == .expired)
        #expect(fault(5, at: 100)?.status == .gone)
        #expect(fault(10, at: 1_000) == nil)
        var answer = Headers()
        TusUpload(offset: 10, length: 10, expires: date).progress(to: &answer)
        #expect(answer[.uploadExpires] == nil)
        #expect(answer[.uploadOffset] == "10")
    }

    @Test func `a checksum that does not hold has a status of its own`() {
        #expect(TusFault.checksumMismatch.status.code == 460)
        #expect(TusFault.checksumMismatch.status.reason.description == "Checksum Mismatch")
    }
}
