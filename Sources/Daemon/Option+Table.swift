import HTTP

extension Option {
    /// Every option there is. The help, the environment, the file and `--print-config` read it too.
    static let table: [Option] = serving + bytes + bounds + times

    private static let serving: [Option] = [
        .addresses(
            "listen", "127.0.0.1:5000", \.listen, needsOne: true,
            "Address to listen on; again for more. :5000 is every address, IPv4 and IPv6."),
        .text(
            "data", "DIRECTORY", "./data", \.data, "Where the log keeps its files; made if missing."
        ),
        .choice(
            "store", Configuration.StoreKind.log, \.store,
            "log keeps messages on disk, memory forgets them at the end."),
        .text(
            "resources", "DIRECTORY", "", \.resources,
            "The documentation; found beside the executable if not given."),
        .truth(
            "use-canonical-urls", "true|false", true, \.useCanonicalURLs,
            "Whether other spellings of a page's URL are redirected."),
        .choice(
            "payloads", Configuration.Payloads.string, \.payloads,
            "Show JSON payloads as text in a string, or as objects."),
        Option(
            name: "cors-origins", placeholder: "ORIGIN", fallback: "",
            help: "Origins whose web pages may write; again for more, * for all.",
            isRepeatable: true
        ) { configuration, values in
            configuration.corsOrigins = values
            return nil
        },
        Option(
            name: "hosts", placeholder: "NAME", fallback: "",
            help: "Names whose own web pages may write; again for more, * for any.",
            isRepeatable: true
        ) { configuration, values in
            for value in values where value != "*" {
                let isName = value.utf8.allSatisfy { byte in
                    byte.isTokenCharacter && byte != UInt8(ascii: "*")
                }
                guard isName else { return "names without port, such as example.org, or *" }
            }
            configuration.hosts = values
            return nil
        },
        .truth(
            "trace-metadata", "", false, \.traceMetadata,
            "Store the trace of a request (traceparent) with the messages it appends."),
        .truth(
            "disable-deletion-tracking", "", false, \.disableDeletionTracking,
            "Keep no record of deletions in $deleted."),
        .truth(
            "open-damaged", "", false, \.openDamaged,
            "Write to a log in which damage was found, with what is left of it."),
        .number(
            "segment-bytes", "BYTES", \.segmentBytes, from: 4096, to: 8 << 30,
            "Length of a file of the log at which the next one is begun."),
        .number(
            "payload-file-bytes", "BYTES", \.payloadFileBytes, from: 0, to: 1 << 30,
            "Longest payload that lies in the log; longer ones are files. 0 for all in the log."),
        .number(
            "loops", "NUMBER", \.loops, from: 0, "Event loops; 0 for one on each core."),
        .choice(
            "log-format", Configuration.LogFormat.text, \.logFormat,
            "What a line for each request looks like."),
        .seconds(
            "grace", \.graceMilliseconds, "How long requests may go on after SIGTERM."),
    ]

    private static let bytes: [Option] = [
        .addresses(
            "httpstream-listen", "", \.streamListen,
            "Address of the stream store alone, as its original has one (:8080)."),
        .addresses(
            "filestore-listen", "", \.fileListen,
            "Address of the file store alone, as its original has one (:9000)."),
        .text(
            "httpstream-path", "DIRECTORY", "", \.streamPath,
            "Where streams of bytes lie; DATA in the data directory if not given."),
        .text(
            "filestore-path", "DIRECTORY", "", \.filePath,
            "Where files lie; store in the data directory if not given."),
        .duration(
            "httpstream-ttl", \.timeToLive, allowsNone: true,
            "Age at which streams of bytes are deleted; 0 for never."),
        .duration(
            "upkeep-cycle", \.upkeepCycle, allowsNone: false,
            "How often old streams of bytes, and what killed processes left, are looked for."),
        .choice(
            "filestore-hash", Configuration.FileHash.md5, \.fileHash,
            "The digest that names files."),
        .truth(
            "filestore-verify", "", false, \.verifiesFiles,
            "Compare a file with its digests before it is sent."),
        .number(
            "max-merge-bytes", "BYTES", \.mergeBytes, from: 1, to: 1 << 62,
            "Longest stream of bytes that others are merged into."),
        .number(
            "max-file-bytes", "BYTES", \.fileBytes, from: 0, to: 1 << 62,
            "Longest file; 0 for as long as the disk takes."),
    ]

    private static let bounds: [Option] = [
        .number("max-body-bytes", "BYTES", \.bodyBytes, "Longest request body."),
        .number("max-batch-messages", "NUMBER", \.batchMessages, "Most messages of one append."),
        .number("max-page-messages", "NUMBER", \.pageMessages, "Most messages on a page."),
        .number(
            "max-page-bytes", "BYTES", \.pageBytes,
            "Most payload and metadata bytes on a page; one message is always given."),
        .number(
            "max-filter-messages", "NUMBER", \.filterMessages,
            "Most messages that one request looks at for a filter."),
        .number(
            "max-filter-bytes", "BYTES", \.filterBytes,
            "Most bytes of messages that one request looks at for a filter by type."),
        .number(
            "max-waiting-writes", "NUMBER", \.waitingWrites,
            "Most writes waiting for the log; more get 503."),
        .number(
            "max-waiting-bytes", "BYTES", \.waitingBytes,
            "Most bytes of the writes waiting for the log; more get 503."),
        .number(
            "page-cache-bytes", "BYTES", \.pageCacheBytes, from: 0,
            "Most bytes of written pages kept for whoever asks again; 0 for none."),
        .number(
            "max-request-line-bytes", "BYTES", \.limits.requestLineBytes, from: 8000,
            "Longest request line."),
        .number(
            "max-header-bytes", "BYTES", \.limits.headerSectionBytes, from: 1024,
            "Longest header section."),
        .number("max-header-fields", "NUMBER", \.limits.headerFields, "Most header fields."),
        .number(
            "max-chunk-extension-bytes", "BYTES", \.limits.chunkExtensionBytes, from: 0,
            "Longest extensions of one chunk."),
        .number(
            "max-chunk-extensions-bytes", "BYTES", \.limits.chunkExtensionBytesInAll, from: 0,
            "Longest extensions of all chunks of a body, beyond a sixteenth of its data."),
        .number(
            "max-trailer-bytes", "BYTES", \.limits.trailerBytes, from: 0,
            "Longest trailer section."),
        .number(
            "max-trailer-fields", "NUMBER", \.limits.trailerFields, from: 0,
            "Most trailer fields."),
        .number("max-connections", "NUMBER", \.limits.connections, "Most connections."),
        .number(
            "max-reserved-descriptors", "NUMBER", \.limits.reservedDescriptors, from: 0,
            "Descriptors that connections leave free for files."),
        .number(
            "max-pipelined", "NUMBER", \.limits.pipelined,
            "Requests of one connection answered before it is another's turn."),
        .number(
            "max-read-ahead-bytes", "BYTES", \.limits.readAheadBytes, from: 4096,
            "Most bytes read before a handler has taken them."),
        .number(
            "max-held-request-bytes", "BYTES", \.limits.heldRequestBytes, from: 65_536,
            "Most bytes of unfinished requests in memory, of all connections together."),
        .number(
            "max-unsent-bytes", "BYTES", \.limits.unsentBytes, from: 65_536,
            "Most bytes of answers in memory that nobody takes, of all connections together."),
        .number(
            "max-skipped-body-bytes", "BYTES", \.limits.skippedBodyBytes, from: 0,
            "Most bytes of an unwanted body read to keep the connection."),
        .number(
            "max-write-ahead-bytes", "BYTES", \.limits.writeAheadBytes, from: 4096,
            "Most bytes of a streamed answer waiting for the peer."),
        .number(
            "min-body-rate", "BYTES", \.limits.bodyBytesPerSecond, from: 0,
            "Slowest body, in bytes a second."),
        .number(
            "min-write-rate", "BYTES", \.limits.writeBytesPerSecond, from: 0,
            "Slowest reader, in bytes a second."),
    ]

    private static let times: [Option] = [
        .seconds("header-timeout", \.limits.headerMilliseconds, "Longest time for a head."),
        .seconds("idle-timeout", \.limits.idleMilliseconds, "Longest time between requests."),
        .seconds(
            "body-timeout", \.limits.bodyGraceMilliseconds,
            "How long a body may be slower than its rate."),
        .seconds(
            "write-timeout", \.limits.writeStallMilliseconds,
            "How long a reader may take nothing, or be slower than its rate."),
        .seconds(
            "linger-timeout", \.limits.lingerMilliseconds,
            "How long a peer's bytes are read behind a last answer."),
    ]
}
