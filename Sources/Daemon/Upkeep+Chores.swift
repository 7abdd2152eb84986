import Octets
import Store

extension Upkeep {
    /// What there is to do for these stores.
    /// - Parameter timeToLive: the age at which streams are deleted; 0 and less for never.
    static func chores(_ stores: ByteStores, timeToLive: GoDuration) -> [Chore] {
        var chores: [Chore] = []
        if let streams = stores.streams {
            if timeToLive.nanoseconds > 0 {
                chores.append(expiry(of: streams, timeToLive))
            }
            chores += care(for: streams)
        }
        if let files = stores.files { chores += care(for: files) }
        if let uploads = stores.streamUploads { chores.append(care(for: uploads, "streams")) }
        if let uploads = stores.fileUploads { chores.append(care(for: uploads, "files")) }
        return chores
    }

    private static func expiry(of streams: ByteStreamStore, _ age: GoDuration) -> Chore {
        Chore(name: "delete streams older than \(age)", isPunctual: true) {
            () throws(BlobError) in
            let count = try streams.expire(olderThan: age.seconds)
            return sentence(count, "stream", "older than \(age) deleted")
        }
    }

    private static func care(for streams: ByteStreamStore) -> [Chore] {
        [
            Chore(name: "give streams their places", isPunctual: false) { () throws(BlobError) in
                let count = try streams.adopt(isUrgent: true)
                return sentence(count, "stream", "without a place put into the queue default")
            },
            Chore(name: "forget old places of queues", isPunctual: false) {
                () throws(BlobError) in
                let count = try streams.forgetPlaces()
                return sentence(Int(clamping: count), "place", "of deleted streams forgotten")
            },
            Chore(name: "clear broken uploads of streams away", isPunctual: false) {
                () throws(BlobError) in
                let count = try streams.sweep()
                return sentence(count, "broken upload", "of a stream cleared away")
            },
        ]
    }

    private static func care(for files: HashedFileStore) -> [Chore] {
        [
            Chore(name: "remove names of deleted files", isPunctual: false) {
                () throws(BlobError) in
                let count = try files.tidy()
                return sentence(count, "name", "of deleted files removed")
            },
            Chore(name: "clear broken uploads of files away", isPunctual: false) {
                () throws(BlobError) in
                let count = try files.sweep()
                return sentence(count, "broken upload", "of a file cleared away")
            },
        ]
    }

    private static func care(for uploads: PartialUploads, _ things: String) -> Chore {
        Chore(name: "end old uploads of \(things) that nobody resumed", isPunctual: false) {
            () throws(BlobError) in
            let count = waiting { (try? await uploads.tidy()) ?? 0 }
            return sentence(count, "upload", "of \(things) that nobody resumed removed")
        }
    }

    /// Waits for what can only be waited for in a task.
    private static func waiting(_ body: @escaping @Sendable () async -> Int) -> Int {
        let outcome = Outcome()
        Task { outcome.settle(await body()) }
        return outcome.value
    }

    /// A number that another thread tells.
    private final class Outcome: @unchecked Sendable {
        private let lock = Lock()
        private var told: Int?

        func settle(_ value: Int) {
            lock.withLock {
                told = value
                lock.broadcast()
            }
        }

        var value: Int {
            lock.withLock {
                while true {
                    if let told { return told }
                    lock.wait()
                }
            }
        }
    }

    /// `2 streams older than 1h0m0s deleted.`; nil for none.
    private static func sentence(_ count: Int, _ thing: String, _ deed: String) -> String? {
        count > 0 ? "\(Launch.count(count, thing)) \(deed)." : nil
    }
}
