import HALServer
import HTTP

extension Option {
    /// Every setting, in the order of the help.
    static let all: [Option] = [listen] + serving + [origins] + operating + limits

    private static let listen = Option(
        name: "listen", placeholder: "HOST:PORT",
        help: "address to listen on; several may be given; :PORT means every address",
        isRepeatable: true,
        show: { $0.addresses.map(\.description).joined(separator: ",") },
        apply: { (configuration, value) throws(Unfit) in
            guard let address = ListenAddress(value) else {
                throw Unfit(expected: "HOST:PORT, such as 127.0.0.1:5000, [::1]:5000 or :5000")
            }
            configuration.listen.append(address)
        })

    private static let serving: [Option] = [
        .text("data", "DIRECTORY", \.data, "where the log is kept"),
        .choice(
            "store", \.store, Configuration.StoreKind.allCases,
            "where messages are kept: the log on disk, or memory, which is lost at the end"),
        Option(
            name: "resources", placeholder: "DIRECTORY",
            help: "where docs/ lies; found beside the executable if not given", isRepeatable: false,
            show: { $0.resources ?? "" },
            apply: { (configuration, value) throws(Unfit) in configuration.resources = value }),
        .flag(
            "use-canonical-urls", \.server.useCanonicalURLs,
            "redirect a page's other spellings to the canonical URL"),
        .choice(
            "payloads", \.server.payloads, [.string, .object],
            "show stored JSON in documents as strings of JSON text, or as JSON"),
        .flag(
            "track-deletions", \.log.tracksDeletions, "record deletions in the stream $deleted"),
    ]

    private static let origins = Option(
        name: "cors-origins", placeholder: "ORIGIN",
        help: "web pages of this origin may write; * for all; several may be given",
        isRepeatable: true, show: { $0.server.corsOrigins.joined(separator: ",") },
        apply: { (configuration, value) throws(Unfit) in
            guard value == "*" || value.contains("://") else {
                throw Unfit(expected: "an origin such as https://example.org, or *")
            }
            configuration.server.corsOrigins.append(value)
        })

    private static let operating: [Option] = [
        Option(
            name: "loops", placeholder: "COUNT",
            help: "event loops; one for each processor by default",
            isRepeatable: false, show: { $0.loops.map(String.init) ?? "" },
            apply: { (configuration, value) throws(Unfit) in
                guard let count = Int(value), (1...1024).contains(count) else {
                    throw Unfit(expected: "a number from 1 to 1024")
                }
                configuration.loops = count
            }),
        .choice(
            "log-format", \.logFormat, Configuration.LogFormat.allCases,
            "one line for each request on standard output"),
        .seconds(
            "grace", \.graceMilliseconds,
            "how long requests may still run when the server is stopped"),
        .flag(
            "open-damaged", \.log.opensDamaged,
            "write to a log in which damage was found, with what is left of it"),
        .number(
            "segment-bytes", "BYTES", \.log.segmentBytes,
            "length at which a file of the log is sealed"),
        .number(
            "max-in-flight", "COUNT", \.log.inFlightLimit, "writes that may wait; over it: 503"),
    ]

    private static let limits: [Option] = [
        .number(
            "max-body", "BYTES", \.server.limits.bodyBytes,
            "longest body of a document; over it: 413"),
        .number(
            "max-batch", "COUNT", \.server.limits.batchMessages,
            "most messages of an append; over it: 413"),
        .number(
            "max-request-line", "BYTES", \.limits.requestLineBytes, "over it: 414"),
        .number(
            "max-header-section", "BYTES", \.limits.headerSectionBytes, "over it: 431"),
        .number("max-header-fields", "COUNT", \.limits.headerFields, "over it: 431"),
        .number(
            "max-chunk-extension", "BYTES", \.limits.chunkExtensionBytes,
            "extensions of one chunk; over it: 400"),
        .number("max-trailer", "BYTES", \.limits.trailerBytes, "over it: 413"),
        .number("max-trailer-fields", "COUNT", \.limits.trailerFields, "over it: 413"),
        .number(
            "max-connections", "COUNT", \.limits.connections, "over it: 503 and close"),
        .number(
            "max-pipelined", "COUNT", \.limits.pipelined,
            "requests of one connection answered before the others' turn"),
        .seconds("header-timeout", \.limits.headerMilliseconds, "for a whole head; over it: 408"),
        .seconds("idle-timeout", \.limits.idleMilliseconds, "between requests; then close"),
        .number(
            "min-body-rate", "BYTES/S", \.limits.bodyBytesPerSecond, "slower bodies: 408"),
        .seconds(
            "body-grace", \.limits.bodyGraceMilliseconds, "how long a body may be slower than that"),
        .seconds(
            "write-timeout", \.limits.writeStallMilliseconds,
            "for a peer that takes nothing; then close"),
        .number(
            "min-write-rate", "BYTES/S", \.limits.writeBytesPerSecond, "slower readers: close"),
    ]
}
