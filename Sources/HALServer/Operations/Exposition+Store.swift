import Store

extension Exposition {
    /// What the cache of written pages did.
    mutating func add(_ pageCache: PageCacheFigures) {
        single(
            "page_cache_hits", .counter, "Pages shown again as they were written.", pageCache.hits)
        single("page_cache_misses", .counter, "Pages read and written.", pageCache.misses)
        single("page_cache_bytes", .gauge, unit: "bytes", "Bytes of kept pages.", pageCache.bytes)
    }

    /// What the store counted. Where a backend does not know a number its family is left out.
    mutating func add(_ store: StoreFigures, takesWrites: Bool) {
        single(
            "store_append_events", .counter, "Messages appended since the start.",
            store.appendedMessages)
        single("store_appends", .counter, "Appends that wrote something.", store.appends)
        single(
            "store_append_conflicts", .counter,
            "Appends refused because the stream was not as expected.", store.conflicts)
        single("store_reads", .counter, "Pages and messages asked for.", store.reads)
        single("store_read_events", .counter, "Messages read.", store.readMessages)
        single("store_streams", .gauge, "Streams that exist.", store.streams)
        single("store_events", .gauge, "Messages that exist.", store.messages)
        single(
            "store_head_position", .gauge, "Position of the newest message; -1 before the first.",
            store.headPosition)
        single(
            "store_takes_writes", .gauge, "1 while the store takes writes, else 0.",
            takesWrites ? 1 : 0)
        guard let log = store.log else { return }
        single(
            "store_commits", .counter, "Batches made durable, each by one sync.", log.commits)
        single("store_syncs", .counter, "Syncs of the log's active segment.", log.syncs)
        single(
            "store_written_bytes", .counter, unit: "bytes", "Bytes of batches written to the log.",
            log.writtenBytes)
        single("store_segments", .gauge, "Files that hold the log.", log.segments)
        single(
            "store_log_bytes", .gauge, unit: "bytes", "Bytes of the log, without room ahead.",
            log.bytes)
        single(
            "store_dead_bytes", .gauge, unit: "bytes",
            "About how many bytes of the log belong to deleted messages.", log.deadBytes)
    }
}
