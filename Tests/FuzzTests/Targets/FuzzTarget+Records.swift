import Octets

@testable import Store

extension FuzzTarget {
    /// The files of the log, byte by byte: what does not check is never taken, what checks says what was
    /// written, and nothing is read outside.
    static let records = FuzzTarget("records") { bytes in
        try scan(bytes)
        try scan(RepairedLog(bytes).segment)
        try manifest(bytes)
        try manifest(RepairedLog.signed(bytes))
        try header(bytes)
    }

    /// Every frame of a segment lies inside, behind the one before, and holds as many records as it says.
    private static func scan(_ bytes: Bytes) throws(Contradiction) {
        var scan = SegmentScan(RepairedLog.header)
        let span = bytes.span
        var last = scan.offset
        var problem: String?
        steps: while true {
            switch scan.next(in: span, limit: span.count) {
            case .frame(let body):
                try require(
                    body.lowerBound >= last && body.upperBound <= span.count
                        && scan.offset == body.upperBound && scan.offset > last,
                    "a frame at \(body) behind \(last)")
                last = scan.offset
                SegmentScan.records(in: span, body) { record, offset in
                    if !isSound(record) { problem = "a record at \(offset)" }
                }
            case .end: break steps
            case .bad:
                guard scan.resume(in: span, limit: span.count) else { break steps }
                try require(scan.offset > last, "going on at \(scan.offset) behind \(last)")
                last = scan.offset
            }
        }
        if let problem { throw Contradiction(problem) }
    }

    private static func isSound(_ bytes: Span<UInt8>) -> Bool {
        guard let record = Record(bytes) else { return true }
        switch record {
        case .message(let message), .tombstone(let message):
            return message.streamOffset <= message.typeOffset
                && message.typeOffset <= message.contentTypeOffset
                && message.contentTypeOffset <= message.metadataOffset
                && message.metadataOffset <= message.payloadOffset
                && message.payloadOffset <= message.end && message.end <= bytes.count
                && message.position >= 0 && message.version >= 0
        case .streamCreated(_, let name): return name.count <= bytes.count
        default: return true
        }
    }

    private static func manifest(_ bytes: Bytes) throws(Contradiction) {
        guard let found = try? Manifest(bytes.span) else { return }
        guard let again = try? Manifest(found.encoded().span) else {
            throw Contradiction("a manifest is not read again")
        }
        try require(
            again.store == found.store && again.seed == found.seed
                && again.sealed == found.sealed && again.active == found.active
                && again.knownEnd == found.knownEnd, "a manifest comes back as another")
    }

    private static func header(_ bytes: Bytes) throws(Contradiction) {
        guard let header = try? SegmentHeader(bytes.span) else { return }
        let again = try? SegmentHeader(header.encoded().span)
        try require(again == header, "a header comes back as another")
    }
}
