/// A list of names on its way (`hal-api.md` §5.7), so that every backend lists the same. Names are looked at in
/// the order of their numbers, some at a time: nobody waits behind a list that finds nothing among millions.
package struct StreamListWalk {
    /// The most numbers that one look goes over.
    private static let lookLimit = 4_096

    /// What was found; whole as soon as ``goesOn`` is false.
    package private(set) var list: StreamList
    /// Whether there is more to look at.
    package private(set) var goesOn = true
    private let query: StreamListQuery
    private var left: Int

    /// Begins where the page before ended. The token is the number of the first stream that was not looked at.
    package init(_ query: StreamListQuery) {
        self.query = query
        left = max(query.scanLimit, 1)
        list = StreamList(streams: [], next: query.after ?? 0, isEnd: false)
    }

    /// Looks at the next numbers.
    ///
    /// - Parameters:
    ///   - end: one behind the highest number that was given.
    ///   - name: the name of the stream of a number below `end`; nil if it is gone.
    package mutating func look(end: Int, name: (Int) -> StreamID?) {
        var looks = Self.lookLimit
        while list.next < UInt64(end) {
            guard looks > 0 else { return }
            guard left > 0 else {
                goesOn = false
                return
            }
            looks -= 1
            left -= 1
            if let name = name(Int(list.next)), query.pattern.matches(name) {
                guard list.streams.count < query.limit else {
                    goesOn = false
                    return
                }
                list.streams.append(name)
            }
            list.next += 1
        }
        list.isEnd = true
        goesOn = false
    }
}
