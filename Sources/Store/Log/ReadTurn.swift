/// How long a read has had its thread. One that passes over very many messages before it finds some gives way to
/// what else the thread has to do.
struct ReadTurn {
    /// The looks of one turn. Each goes over 4,096 messages at most, mostly 256.
    private static let looksPerTurn = 16
    private var looks = 0

    /// Notes a look, and gives way first if there were many.
    mutating func look() async {
        looks += 1
        guard looks > Self.looksPerTurn else { return }
        looks = 1
        await Task.yield()
    }
}
