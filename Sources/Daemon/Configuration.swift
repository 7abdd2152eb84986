import HALServer
import HTTP
import Store

/// Everything that can be set, with its defaults.
struct Configuration {
    enum StoreKind: String, CaseIterable { case log, memory }
    enum LogFormat: String, CaseIterable { case text, json, off }

    var listen: [ListenAddress] = []
    var data = "./data"
    var store = StoreKind.log
    var resources: String?
    var loops: Int?
    var logFormat = LogFormat.text
    /// How long requests under way may take when the server is told to stop, in milliseconds.
    var graceMilliseconds: UInt64 = 10_000
    var server = HALServer.Options()
    var limits = HTTP.Limits()
    var log = LogOptions()

    /// The addresses to listen on.
    var addresses: [ListenAddress] {
        listen.isEmpty ? [ListenAddress(host: "127.0.0.1", port: 5000)] : listen
    }
}
