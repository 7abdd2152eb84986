import Octets

/// Something that takes bytes from outside, and what must hold whatever these are. The same target is driven
/// by libFuzzer (`Fuzzer`) and, over its corpus and seeded mutations of it, by the ordinary tests (`Replay`).
struct FuzzTarget: Sendable, CustomStringConvertible {
    /// The name of its corpus and dictionary.
    let name: String
    /// Throws a ``Contradiction`` if the bytes show one.
    let check: @Sendable (Bytes) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (Bytes) throws -> Void) {
        self.name = name
        self.check = check
    }

    var description: String { name }

    /// Every target.
    static let all: [FuzzTarget] = [
        .requestHead, .chunkedBody, .multipart, .json, .forms, .target, .fields, .records,
        .recovery,
        .face,
    ]
}

/// Two things that should agree and do not.
struct Contradiction: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Throws a ``Contradiction`` of these words unless the condition holds.
func require(_ condition: Bool, _ words: @autoclosure () -> String) throws(Contradiction) {
    if !condition { throw Contradiction(words()) }
}
