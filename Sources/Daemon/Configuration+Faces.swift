import HALServer

extension Configuration {
    /// Which pages may write to a face on addresses of its own: those that it sent itself, whatever it is called
    /// there, and those of the origins that are let in.
    var faceOptions: HALServer.Options {
        var options = HALServer.Options()
        options.corsOrigins = corsOrigins
        options.hosts = hosts.isEmpty ? .any : ownHosts
        return options
    }

    /// What the stream store's face is told.
    var streamOptions: ByteStreamsOptions {
        var options = ByteStreamsOptions()
        options.timeToLive = max(timeToLive.seconds, 0)
        options.mergeBytes = mergeBytes
        options.version = Version.current
        return options
    }

    /// What the file store's face is told.
    var fileOptions: FileStoreOptions {
        var options = FileStoreOptions()
        options.verifiesReads = verifiesFiles
        options.version = Version.current
        options.fileBytes = fileBytes == 0 ? .max : fileBytes
        return options
    }
}
