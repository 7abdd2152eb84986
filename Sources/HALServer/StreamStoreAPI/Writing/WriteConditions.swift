import HTTP
import Octets
import Schemas
import Store

/// What a writer expects of the resource that it changes: the header `SSS-ExpectedVersion`
/// (`hal-api.md` §6.2), and If-Match and If-None-Match, which mean the same on writes (§14.7,
/// §14.20). Where both are given, both must hold.
struct WriteConditions: Sendable {
    /// What to expect of the store, and what it means if that does not hold.
    struct Settled: Sendable {
        let expected: ExpectedVersion
        /// Whether a precondition says so, not the header: 412 instead of 409.
        let isPrecondition: Bool

        /// What an error of the write is to the client.
        func failure(_ error: StoreError) -> any Error {
            if isPrecondition, case .wrongExpectedVersion = error {
                return Refusal.preconditionFailed
            }
            return error
        }
    }

    /// What If-Match or If-None-Match lists.
    private enum Tags: Sendable {
        case any
        /// The versions of the strong tags that are ours. A weak tag never matches a write.
        case versions([Int64])

        func matches(_ current: Int64?) -> Bool {
            switch self {
            case .any: current != nil
            // An absent stream's page carries the tag "-1" too (`hal-api.md` §5.4).
            case .versions(let versions): versions.contains(current ?? -1)
            }
        }
    }

    /// What the header `SSS-ExpectedVersion` says; nil where it is absent.
    let header: ExpectedVersion?
    /// Whether the answer to a creation is 201: the original's samples spell the header otherwise and get 200.
    let announcesCreation: Bool
    private let match: Tags?
    private let noneMatch: Tags?

    static let name: HeaderName = "SSS-ExpectedVersion"
    static let alias: HeaderName = "sss-expected-version"

    /// Reads the conditions of a request.
    init(_ headers: Headers) throws(Problem) {
        let isNamed = headers.contains(Self.name)
        header = try Self.expected(headers)
        match = headers.list(.ifMatch).map(Self.tags)
        noneMatch = headers.list(.ifNoneMatch).map(Self.tags)
        var createsOnly = false
        if case .any = noneMatch { createsOnly = true }
        announcesCreation = createsOnly || (isNamed && header == .noStream)
    }

    /// What to expect of the store where nothing but the header says so, as most do.
    var plain: Settled? {
        guard match == nil, noneMatch == nil else { return nil }
        return Settled(expected: header ?? .any, isPrecondition: false)
    }

    /// Brings the conditions down to what the store can check in one step with its write.
    ///
    /// - Parameter current: Finds out the resource's version, nil where it does not exist. It is asked only
    ///   where the conditions are more than one expected version.
    func settle(current: () async throws -> Int64?) async throws -> Settled {
        let plain = header ?? .any
        switch (match, noneMatch) {
        case (nil, nil): return Settled(expected: plain, isPrecondition: false)
        case (.versions(let versions), nil):
            if versions.count == 1, let version = Int32(exactly: versions[0]), version >= 0,
                plain == .any || plain == .version(version)
            {
                return Settled(expected: .version(version), isPrecondition: true)
            }
        case (nil, .any):
            if plain == .any || plain == .noStream {
                return Settled(expected: .noStream, isPrecondition: true)
            }
        default: break
        }
        let now = try await current()
        try require(now)
        if plain != .any { return Settled(expected: plain, isPrecondition: false) }
        guard match != nil else { return Settled(expected: .any, isPrecondition: false) }
        return Settled(expected: Self.exactly(now), isPrecondition: true)
    }

    /// Throws 412 unless If-Match and If-None-Match hold for a resource of this version, nil where it does
    /// not exist.
    func require(_ current: Int64?) throws(Refusal) {
        if let match, !match.matches(current) { throw .preconditionFailed }
        if let noneMatch, current != nil, noneMatch.matches(current) { throw .preconditionFailed }
    }

    private static func exactly(_ version: Int64?) -> ExpectedVersion {
        guard let version else { return .noStream }
        return ExpectedVersion(headerValue: Int32(clamping: max(version, -1))) ?? .any
    }

    private static func expected(_ headers: Headers) throws(Problem) -> ExpectedVersion? {
        guard let value = headers[name] ?? headers[alias] else { return nil }
        if headers.repeats(name) || headers.contains(alias) {
            for other in headers.all(name) + headers.all(alias) where other != value {
                throw wrong([
                    Problem.Fault(
                        .header(name.spelling), rule: "const",
                        "\(name.spelling) is given more than once, with different values.")
                ])
            }
        }
        if let number = Int64(decimal: value.span).flatMap({ Int32(exactly: $0) }),
            let expected = ExpectedVersion(headerValue: number)
        {
            return expected
        }
        throw wrong(
            HeaderForm.faults(value, HeaderSchema.expectedVersion, in: name.spelling))
    }

    private static func wrong(_ faults: [Problem.Fault]) -> Problem {
        .refused(
            type: "WrongExpectedVersionException", title: "Wrong expected version.",
            faults: faults)
    }

    private static func tags(_ list: Bytes) -> Tags {
        if list == "*" { return .any }
        var versions: [Int64] = []
        let span = list.span
        var index = 0
        while let open = span.firstIndex(of: UInt8(ascii: "\""), from: index) {
            guard let close = span.firstIndex(of: UInt8(ascii: "\""), from: open + 1) else { break }
            index = close + 1
            let isWeak = open > 0 && span[open - 1] == UInt8(ascii: "/")
            // The number alone decides: a suffix tells renderings of one version apart.
            let end = min(span.firstIndex(of: UInt8(ascii: ";"), from: open) ?? close, close)
            if !isWeak, let version = Int64(decimal: span.extracting((open + 1)..<end)) {
                versions.append(version)
            }
        }
        return .versions(versions)
    }
}
