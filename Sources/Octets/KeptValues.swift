/// Values by key that take a limited number of bytes together: a cache. Where they would take more, those go that
/// nobody asked for since the last time round (the "clock", or second chance): as good as the oldest first, and
/// asking for a value moves nothing. Not safe by itself: the owner has a lock.
public struct KeptValues<Key: Hashable, Value> {
    @usableFromInline
    struct Entry {
        @usableFromInline let key: Key
        @usableFromInline var value: Value
        @usableFromInline var bytes: Int
        @usableFromInline var wasUsed = false

        @usableFromInline
        init(_ key: Key, _ value: Value, _ bytes: Int) {
            self.key = key
            self.value = value
            self.bytes = bytes
        }
    }

    @usableFromInline let limit: Int
    @usableFromInline let countLimit: Int
    @usableFromInline var entries: ContiguousArray<Entry> = []
    @usableFromInline var places: [Key: Int] = [:]
    /// Which entry goes next, unless it was used since the last time round.
    @usableFromInline var hand = 0
    @usableFromInline var size = 0

    /// The bytes of all values together, as their owner counts them.
    @inlinable
    public var bytes: Int { size }

    /// Keeps at most so many bytes, and at most so many values.
    @inlinable
    public init(bytes limit: Int, count: Int = .max) {
        self.limit = limit
        countLimit = count
    }

    /// The value under a key, which is used from now on.
    @inlinable
    public subscript(key: Key) -> Value? {
        mutating get {
            guard let place = places[key] else { return nil }
            entries[place].wasUsed = true
            return entries[place].value
        }
    }

    /// Keeps a value, in the place of the one with its key and of others if need be. One that takes more than all
    /// may together is not kept.
    @inlinable
    public mutating func keep(_ value: Value, under key: Key, bytes count: Int) {
        if let place = places[key] { remove(at: place) }
        guard count <= limit, countLimit > 0 else { return }
        // Room is made before it is there, or it might have to go itself.
        while !entries.isEmpty, size > limit - count || entries.count >= countLimit { removeOne() }
        places[key] = entries.count
        entries.append(Entry(key, value, count))
        size += count
    }

    /// Only with entries.
    @inlinable
    mutating func removeOne() {
        while true {
            if hand >= entries.count { hand = 0 }
            guard entries[hand].wasUsed else { break }
            entries[hand].wasUsed = false
            hand += 1
        }
        remove(at: hand)
        // In that place stands the newest now: its turn comes when all others had theirs.
        hand += 1
    }

    @inlinable
    mutating func remove(at place: Int) {
        size -= entries[place].bytes
        places[entries[place].key] = nil
        let last = entries.removeLast()
        guard place < entries.count else { return }
        entries[place] = last
        places[last.key] = place
    }
}
