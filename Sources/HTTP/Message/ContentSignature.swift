import Octets

/// What the beginning of a kind of content looks like.
struct ContentSignature: Sendable {
    /// Bytes that stand at a place.
    struct Run: Sendable {
        let offset: Int
        let bytes: Bytes
    }

    /// The bytes that must be there.
    let runs: [Run]
    /// How many bytes there must be at least.
    let least: Int
    /// Whether blanks in front are passed over.
    let skipsBlanks: Bool
    /// What such content is.
    let type: MediaType

    /// Content that begins with these bytes.
    init(_ start: Bytes, least: Int = 0, skipsBlanks: Bool = false, _ type: MediaType) {
        runs = [Run(offset: 0, bytes: start)]
        self.least = max(least, start.count)
        self.skipsBlanks = skipsBlanks
        self.type = type
    }

    /// Content that begins with `start` and has `behind` at a place further on.
    init(_ start: Bytes = Bytes(), at offset: Int, _ behind: Bytes, _ type: MediaType) {
        runs = [Run(offset: 0, bytes: start), Run(offset: offset, bytes: behind)]
        least = offset + behind.count
        skipsBlanks = false
        self.type = type
    }

    /// Whether a sample of content begins like this.
    /// - Parameter text: where the first byte stands that is no blank.
    func matches(_ sample: Span<UInt8>, text: Int) -> Bool {
        let sample = skipsBlanks ? sample.extracting(text..<sample.count) : sample
        guard sample.count >= least else { return false }
        for run in runs {
            let end = run.offset + run.bytes.count
            guard end <= sample.count,
                sample.extracting(run.offset..<end).hasSameBytes(as: run.bytes.span)
            else { return false }
        }
        return true
    }
}
