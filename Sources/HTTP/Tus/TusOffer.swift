import Octets

/// What a server offers to clients of the tus protocol.
package struct TusOffer: Sendable {
    /// The extensions, in the order in which they are told.
    package let extensions: [TusExtension]
    /// How many bytes an upload may have; nil for as many as the disk takes.
    package let mostBytes: UInt64?
    /// How the bytes of a request may be checked. The protocol demands SHA-1 of whoever offers any.
    package let checksums: [TusChecksum.Algorithm]

    /// An offer of these parts.
    package init(
        _ extensions: [TusExtension] = [
            .creation, .creationWithUpload, .checksum, .expiration, .termination,
        ], mostBytes: UInt64? = nil,
        checksums: [TusChecksum.Algorithm] = [.sha1, .md5, .sha256, .sha512]
    ) {
        self.extensions = extensions
        self.mostBytes = mostBytes
        self.checksums = extensions.contains(.checksum) ? checksums : []
    }

    /// Whether this is offered.
    package func has(_ name: TusExtension) -> Bool { extensions.contains(name) }

    /// Refuses a request of another version. Every request is checked so but OPTIONS, before anything else.
    package func checkVersion(_ headers: Headers) throws(TusFault) {
        guard headers.has(.tusResumable, Tus.version) else { throw .unsupportedVersion }
    }

    /// Adds what an answer to OPTIONS says.
    package func describe(to headers: inout Headers) {
        headers.set(.tusResumable, Tus.version)
        headers.set(.tusVersion, Tus.version)
        if let mostBytes { headers.set(.tusMaxSize, HeaderValue(mostBytes)) }
        if !extensions.isEmpty { headers.set(.tusExtension, Self.list(extensions.map(\.name))) }
        if !checksums.isEmpty {
            headers.set(.tusChecksumAlgorithm, Self.list(checksums.map(\.name)))
        }
    }

    /// The method that a request means: clients that may send GET and POST only say another in
    /// X-HTTP-Method-Override, which the protocol has servers follow. Only PATCH and DELETE are taken so.
    package func method(_ method: Method, _ headers: Headers) -> Method {
        guard method == .post, let other = headers[.methodOverride] else { return method }
        if other == "PATCH" { return .patch }
        return other == "DELETE" ? .delete : method
    }

    /// The checksum that a request names; nil where it names none or none is offered.
    func checksum(_ headers: Headers) throws(TusFault) -> TusChecksum? {
        guard has(.checksum), let field = headers[.uploadChecksum] else { return nil }
        return try TusChecksum(field, of: checksums)
    }

    /// A list without blanks, as the protocol's own examples have it.
    private static func list(_ names: [Bytes]) -> HeaderValue {
        var writer = ByteWriter(capacity: 96)
        for (index, name) in names.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append(name)
        }
        return HeaderValue(writer.finish()) ?? ""
    }
}
