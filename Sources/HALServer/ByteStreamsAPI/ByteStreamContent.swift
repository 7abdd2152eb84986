import HTTP
import Octets
import Store

/// A stream that is open for reading: its bytes are sent by the kernel, and never come into memory.
struct ByteStreamContent: Sendable {
    let id: UUID
    let facts: BlobFacts
    /// What the bytes are, guessed from the first of them (`bytes-api.md` §1).
    let type: MediaType
    private let region: FileRegion

    /// Opens a stream; nil if there is none of that name. Waits for the disk.
    static func open(
        _ id: UUID, in store: ByteStreamStore
    ) throws(BlobError) -> ByteStreamContent? {
        guard let blob = try store.open(id) else { return nil }
        let facts = blob.facts
        let region = FileRegion(blob.takeFile(), offset: 0, length: facts.length)
        return ByteStreamContent(id, facts, try sniff(region), region)
    }

    private init(_ id: UUID, _ facts: BlobFacts, _ type: MediaType, _ region: FileRegion) {
        self.id = id
        self.facts = facts
        self.type = type
        self.region = region
    }

    private static func sniff(_ region: FileRegion) throws(BlobError) -> MediaType {
        do throws(SystemError) {
            let sample = try region.sample()
            return ContentSniffing.type(of: sample.span)
        } catch {
            throw BlobError(error)
        }
    }

    /// The name that the uploader gave the file, made safe.
    var name: FileName? { facts.note.name.flatMap { FileName($0) } }

    /// The answer with the bytes, of which the router makes what ranges and conditions demand.
    func response(to request: Request) -> Response {
        var response = Response.stored(
            region, type, tag: ETag(Bytes(id.description)), modified: facts.modified.httpDate,
            name: name)
        if let digest = facts.note.digests(wanted: request) {
            response.headers.add(.reprDigest, digest.field)
        }
        return response
    }
}

extension Timestamp {
    /// The moment with the precision of HTTP.
    var httpDate: HTTPDate {
        let (seconds, _) = ticks.flooredDivision(by: Self.ticksPerSecond)
        return HTTPDate(seconds: seconds)
    }
}

extension BlobNote {
    /// The digests that were kept of the bytes; nil where there are none.
    var digests: DigestField? {
        var field = DigestField()
        for algorithm in DigestAlgorithm.allCases {
            if let hash = hash(HashAlgorithm(algorithm)) { _ = field.add(hash.bytes, algorithm) }
        }
        return field.entries.isEmpty ? nil : field
    }

    /// Of those the one that a request wants most, where it says so and there is one.
    fileprivate func digests(wanted request: Request) -> DigestField? {
        guard let all = digests else { return nil }
        guard let wish = request.headers.list(.wantReprDigest),
            let preference = try? DigestPreference(wish),
            let best = preference.best(of: all.entries.map(\.algorithm)),
            let digest = all[best]
        else { return all }
        var field = DigestField()
        _ = field.add(digest, best)
        return field
    }
}
