import Octets
import TestSupport

@testable import HTTP

extension FuzzTarget {
    /// Requests on a connection: how the bytes are cut never matters, and a head that is taken says the same
    /// when it is written again.
    static let requestHead = FuzzTarget("request-head") { bytes in
        let array = bytes.array
        try cuts(of: array, limits: Limits())
        try cuts(of: array, limits: .narrow)
        guard let head = try parsed(bytes) else { return }
        try soundness(of: head)
        let written = spelled(head)
        guard let again = try parsed(written) else {
            throw Contradiction("a head is not read again: \(written.text.debugDescription)")
        }
        try require(again.length == written.count, "a head is shorter than it was written")
        try sameness(of: head, again)
    }

    /// The first head of the bytes; nil if there is none.
    private static func parsed(_ bytes: Bytes) throws(Contradiction) -> RequestHead? {
        var parser = RequestHeadParser()
        guard let head = try? parser.parse(bytes.span, limits: Limits()) else { return nil }
        try require(head.length > 0 && head.length <= bytes.count, "a head has no length")
        return head
    }

    private static func cuts(of bytes: [UInt8], limits: Limits) throws(Contradiction) {
        let whole = WireReader.outcome([bytes[...]], limits: limits)
        let step = max(bytes.count / 24, 1)
        for cut in stride(from: 1, to: bytes.count, by: step) {
            let parts = WireReader.outcome([bytes[..<cut], bytes[cut...]], limits: limits)
            try require(parts == whole, "cut at \(cut): \(parts) instead of \(whole)")
        }
        guard bytes.count <= 256 else { return }
        let pieces = WireReader.outcome(bytes.indices.map { bytes[$0...$0] }, limits: limits)
        try require(pieces == whole, "byte by byte: \(pieces) instead of \(whole)")
    }

    /// What every head has that is taken, said anew and not as the parser says it.
    private static func soundness(of head: RequestHead) throws(Contradiction) {
        let names = head.headers.fields.map { $0.name.text.lowercased() }
        for field in head.headers.fields {
            try require(field.name.span.isToken, "a name is no token: \(field.name)")
            try require(HeaderValue(field.value) != nil, "a value has a control: \(field.value)")
            let edges = [field.value.array.first, field.value.array.last]
            try require(!edges.contains(0x20) && !edges.contains(0x09), "a value is not trimmed")
        }
        let hosts = names.filter { $0 == "host" }.count
        try require(head.version == .http10 || hosts == 1, "\(hosts) Hosts")
        try require(hosts < 2, "\(hosts) Hosts")
        let lengths = names.filter { $0 == "content-length" }.count
        let codings = names.filter { $0 == "transfer-encoding" }.count
        switch head.framing {
        case .chunked: try require(codings == 1 && lengths == 0, "chunked, but not alone")
        case .length(let length):
            try require(codings == 0 && lengths == 1, "a length, but not alone")
            try require(length <= Int64.max, "a length that is none")
        case .none: try require(codings == 0 && lengths < 2, "a body that is passed over")
        }
        let path = head.target.path.span
        try require(
            !path.isEmpty && (path[0] == UInt8(ascii: "/") || head.target.path == "*"),
            "a path that begins nowhere: \(head.target.path)")
        for index in head.rawTarget.span.indices {
            let byte = head.rawTarget[index]
            try require(byte > 0x20 && byte < 0x7F, "a target with a byte \(byte)")
        }
    }

    private static func spelled(_ head: RequestHead) -> Bytes {
        var writer = ByteWriter()
        writer.append(head.methodToken)
        writer.append(" ")
        writer.append(head.rawTarget)
        if head.version == .http11 {
            writer.append(" HTTP/1.1\r\n")
        } else {
            writer.append(" HTTP/1.0\r\n")
        }
        for field in head.headers.fields {
            writer.append(field.name)
            writer.append(": ")
            writer.append(field.value)
            writer.append("\r\n")
        }
        writer.append("\r\n")
        return writer.finish()
    }

    private static func sameness(
        of head: RequestHead, _ again: RequestHead
    ) throws(Contradiction) {
        let fields = { (head: RequestHead) in
            head.headers.fields.map { [$0.name.array, $0.value.array] }
        }
        try require(
            head.method == again.method && head.methodToken == again.methodToken
                && head.target == again.target && head.rawTarget == again.rawTarget
                && head.version == again.version && head.framing == again.framing
                && head.persists == again.persists && head.expectation == again.expectation
                && fields(head) == fields(again),
            "a head says something else when it is written again: \(head) \(again)")
    }
}

extension Limits {
    /// Limits that short inputs reach.
    fileprivate static let narrow: Limits = {
        var limits = Limits()
        limits.requestLineBytes = 24
        limits.headerSectionBytes = 60
        limits.headerFields = 3
        limits.chunkExtensionBytes = 6
        limits.chunkExtensionBytesInAll = 8
        limits.trailerBytes = 16
        limits.trailerFields = 2
        return limits
    }()
}
