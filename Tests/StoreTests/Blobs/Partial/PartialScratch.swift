import Octets
import TestSupport

@testable import Store

/// The blobs of a store, whichever it is, and the uploads that lead to them.
struct PartialScratch: Sendable {
    enum Kind: Sendable, CaseIterable { case streams, files }

    let kind: Kind
    let scratch: BlobScratch
    let uploads: PartialUploads
    private let streams: ByteStreamStore?
    private let files: HashedFileStore?

    /// A store on a directory of its own, or on that of another one, as a further process has it.
    init(
        _ kind: Kind, on scratch: BlobScratch? = nil, _ options: PartialOptions = PartialOptions(),
        faults: BlobFaults = BlobFaults(), now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        let scratch = try scratch ?? BlobScratch()
        self.kind = kind
        self.scratch = scratch
        switch kind {
        case .streams:
            let store = try scratch.streams(faults)
            (streams, files) = (store, nil)
            uploads = PartialUploads(in: store, options, now: now)
        case .files:
            let store = try scratch.files(faults)
            (streams, files) = (nil, store)
            uploads = PartialUploads(in: store, options, now: now)
        }
    }

    /// The bytes that an upload led to; nil if they are not there.
    func content(_ result: PartialResult) throws -> Bytes? {
        switch result {
        case .stream(let id): try streams?.content(id, verifying: true)
        case .stored(let hash), .exists(let hash), .collision(let hash):
            try files?.content(hash, verifying: true)
        }
    }

    /// What is known of the blob that an upload led to.
    func note(_ result: PartialResult) throws -> BlobNote? {
        switch result {
        case .stream(let id): try streams?.facts(of: id)?.note
        case .stored(let hash), .exists(let hash), .collision(let hash):
            try files?.facts(of: hash)?.note
        }
    }

    /// Where the stream is that an upload led to.
    func position(_ result: PartialResult) throws -> QueuePosition? {
        guard case .stream(let id) = result else { return nil }
        return try streams?.position(of: id)
    }

    /// Every blob of the store, further names of one not counted.
    var blobs: [String] {
        switch kind {
        case .streams: scratch.names.filter { $0.hasSuffix(".data") && !$0.hasPrefix(".") }
        case .files: scratch.names.filter { !$0.hasPrefix(".") && $0.utf8.count == 35 }
        }
    }

    /// What lies in the room of the uploads.
    var waiting: [String] { scratch.names.filter { $0.hasPrefix(PartialRecord.room) } }

    /// Begins an upload, and lets it go.
    func create(_ length: UInt64?, _ facts: PartialFacts = PartialFacts()) async throws -> UUID {
        let upload = try await uploads.create(facts, length: length)
        upload.release()
        return upload.id
    }

    /// Adds a part to an upload. What became of it, if it is whole then.
    @discardableResult
    func add(
        _ bytes: Bytes, to id: UUID, expecting: ContentHash? = nil, isBroken: Bool = false
    ) async throws -> PartialResult? {
        guard let upload = try await uploads.open(id) else { return nil }
        defer { upload.release() }
        try await upload.begin(
            count: isBroken ? nil : UInt64(bytes.count), expecting: expecting)
        for start in stride(from: 0, to: bytes.count, by: 70_000) {
            try await upload.write(bytes[start..<min(start + 70_000, bytes.count)])
        }
        if isBroken { try await upload.keepPart() } else { try await upload.finishPart() }
        return upload.status.isWhole ? try await uploads.finish(upload) : nil
    }
}
