extension StreamInvocation {
    /// The first line of all that the program says.
    static let banner =
        "HTTP Stream Store Service -- простой сервис хранения потоков данных c RESTful интерфейсом.\n"

    /// What `-h` prints behind the banner: the original's text to the byte, and the flags that came later.
    static let usage = """
        Usage of httpstream:
          -addr string
                Service listennig address & port (default "0.0.0.0:8080")
          -d    Debug mode
          -path string
                Streams storage path (default "DATA")
          -ttl duration
                Streams time-to-live on storage, 0 for no limit
          -ttlcycle duration
                Time-to-live cleaner cycle interval (default 1m0s)

        """

    /// What is in force, for the start.
    var summary: String {
        let lifetime =
            timeToLive.nanoseconds > 0
            ? "\(timeToLive)" : "\(timeToLive) (off: streams stay until they are deleted)"
        return """
            Current config:
             - Listening address: \(addressText)
             - Streams path:      \(path)
             - Streams TTL:       \(lifetime)
             - Cleaner interval:  \(cycle)

            """
    }
}
