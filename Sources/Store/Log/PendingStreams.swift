import Octets

/// The streams that the batch which is being put together does something to, by name.
struct PendingStreams: ~Copyable {
    private var table = NameTable(parts: 1)
    private var names: ContiguousArray<StreamID?> = []
    private var values: ContiguousArray<PendingStream> = []
    /// Whether one of them must be committed before the next request that concerns it is decided.
    private(set) var hasSealed = false

    /// Where a stream stands; nil if the batch does nothing to it.
    func place(_ stream: StreamID) -> Int? {
        values.isEmpty ? nil : table.number(table.hash(stream)) { names[$0] == stream }
    }

    /// The stream at a place that ``place(_:)`` or ``add(_:_:)`` returned.
    subscript(place: Int) -> PendingStream {
        _read { yield values[place] }
        _modify { yield &values[place] }
    }

    /// The stream of that name; nil if the batch does nothing to it.
    subscript(stream: StreamID) -> PendingStream? {
        place(stream).map { values[$0] }
    }

    /// Adds a stream that is not there. Returns its place.
    @discardableResult
    mutating func add(_ stream: StreamID, _ value: PendingStream) -> Int {
        table.insert(table.hash(stream), values.count)
        names.append(stream)
        values.append(value)
        return values.count - 1
    }

    /// Has the next request that concerns a stream wait for this batch.
    mutating func seal(_ stream: StreamID) {
        hasSealed = true
        let place = place(stream) ?? add(stream, PendingStream(nil, number: 0))
        values[place].isSealed = true
    }

    /// Whether requests that concern a stream must wait for this batch.
    func isSealed(_ stream: StreamID) -> Bool {
        hasSealed && place(stream).map { values[$0].isSealed } ?? false
    }

    /// Begins anew.
    mutating func removeAll() {
        table.removeAll()
        names.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        hasSealed = false
    }
}
