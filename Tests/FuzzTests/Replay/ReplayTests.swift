import Octets
import TestSupport
import Testing

/// Promises P20 and P21: the targets of the fuzzer over what it found, and over seeded mutations of that.
@Suite struct `Bytes from outside` {
    @Test(arguments: FuzzTarget.all)
    func `no file of the corpus shows a contradiction`(_ target: FuzzTarget) async throws {
        let corpus = try Corpus(of: target)
        #expect(corpus.files.count >= 10 && corpus.files.count <= 300)
        #expect(!corpus.words.isEmpty)
        try await blocking {
            for file in corpus.files {
                #expect(throws: Never.self, "\(target.name)/\(file.name)") {
                    try target.check(Bytes(file.bytes))
                }
            }
        }
    }

    @Test(arguments: FuzzTarget.all)
    func `no mutation of the corpus shows a contradiction`(_ target: FuzzTarget) async throws {
        let corpus = try Corpus(of: target)
        try await blocking {
            var mutations = Mutations(seed: 20_261_121, of: corpus)
            let rounds = target.isSlow ? 300 : 4_000
            for round in 0..<rounds {
                let bytes = mutations.next()
                do { try target.check(Bytes(bytes)) } catch {
                    Issue.record("round \(round): \(error) of \(bytes)")
                    return
                }
            }
        }
    }
}

extension FuzzTarget {
    /// Whether an input takes milliseconds: files are written, or a server is asked.
    fileprivate var isSlow: Bool { name == "recovery" || name == "face" }
}
