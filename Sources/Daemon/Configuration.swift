import HTTP

/// Everything that can be set, with its default.
struct Configuration: Sendable {
    /// Where messages are kept.
    enum StoreKind: String, Sendable, CaseIterable {
        case log, memory
    }

    /// What the lines of the log look like.
    enum LogFormat: String, Sendable, CaseIterable {
        case text, json, off
    }

    /// How documents show stored JSON (`hal-api.md` §14.10).
    enum Payloads: String, Sendable, CaseIterable {
        case string, object
    }

    /// The digest that names the files of the file store.
    enum FileHash: String, Sendable, CaseIterable {
        case md5, sha1, sha256, sha512
    }

    var listen: [ListenAddress] = []
    /// Where the stream store is reached alone, as its original is.
    var streamListen: [ListenAddress] = []
    /// Where the file store is reached alone, as its original is.
    var fileListen: [ListenAddress] = []
    /// The directory of streams of bytes; empty for `DATA` in ``data``.
    var streamPath = ""
    /// The directory of files; empty for `store` in ``data``.
    var filePath = ""
    /// The age at which streams of bytes are deleted; 0 and less for never.
    var timeToLive = GoDuration(nanoseconds: 0)
    /// How often it is looked for what is to be deleted or cleared away; above 0.
    var upkeepCycle = GoDuration(nanoseconds: 60_000_000_000)
    var fileHash = FileHash.md5
    /// Whether a file is compared with its digests before it is sent.
    var verifiesFiles = false
    /// The most bytes of a file; 0 for as many as the disk takes.
    var fileBytes: UInt64 = 0
    /// The most bytes of a stream that others are merged into.
    var mergeBytes: UInt64 = 4 << 30
    var data = "./data"
    var store = StoreKind.log
    /// The directory of the documentation; empty to look for it.
    var resources = ""
    var useCanonicalURLs = true
    var payloads = Payloads.string
    var corsOrigins: [String] = []
    /// The names under which the server is reached; empty to derive them, `*` for any.
    var hosts: [String] = []
    /// Whether the trace of a request is stored with the messages that it appends.
    var traceMetadata = false
    var disableDeletionTracking = false
    /// Whether a log with damage is written to all the same.
    var openDamaged = false
    /// The length at which a segment of the log is sealed, in bytes.
    var segmentBytes = 64 << 20
    /// Payloads of more bytes are kept in files of their own; 0 for none.
    var payloadFileBytes = 1 << 20
    /// How many event loops; 0 for one on each core.
    var loops = 0
    var logFormat = LogFormat.text
    /// How long requests may go on after SIGTERM, in milliseconds.
    var graceMilliseconds: UInt64 = 10_000
    /// The most bytes of a body that is read whole.
    var bodyBytes = 30_000_000
    /// The most messages in one append.
    var batchMessages = 10_000
    /// The most bytes of written pages that are kept; 0 for none.
    var pageCacheBytes = 16 << 20
    /// The most messages on a page.
    var pageMessages = 10_000
    /// The most payload and metadata bytes on a page.
    var pageBytes = 16 << 20
    /// The most messages that one request looks at for a filter.
    var filterMessages = 10_000
    /// The most bytes of messages that one request looks at for a filter by type.
    var filterBytes = 64 << 20
    /// The most writes that wait for the log at one time.
    var waitingWrites = 1024
    /// The most bytes that the waiting writes may hold.
    var waitingBytes = 512 << 20
    var limits = Limits()

    /// Nothing set yet: ``Settings`` applies the defaults of the option table.
    init() {}
}
