import HTTP
import Octets
import Testing

/// If-Match and If-None-Match of a change (RFC 9110 §13.1).
@Suite struct PreconditionsOfChangesTests {
    /// The field, its value, and whether a change may happen where nothing is, and where there is "a".
    static let cases: [(HeaderName, HeaderValue, absent: Bool, present: Bool)] = [
        (.ifMatch, "*", false, true),
        (.ifMatch, "\"a\"", false, true),
        (.ifMatch, "\"b\", \"a\"", false, true),
        (.ifMatch, "\"b\"", false, false),
        (.ifMatch, "W/\"a\"", false, false),
        (.ifNoneMatch, "*", true, false),
        (.ifNoneMatch, "\"a\"", true, false),
        (.ifNoneMatch, "W/\"a\"", true, false),
        (.ifNoneMatch, "\"b\"", true, true),
        (.range, "bytes=0-", true, true),
    ]

    @Test(arguments: cases.indices)
    func `a change happens only where its conditions hold`(index: Int) {
        let (name, value, absent, present) = Self.cases[index]
        var headers = Headers()
        headers.add(name, value)
        for (tag, isRight) in [(nil, absent), (ETag("a"), present)] as [(ETag?, Bool)] {
            var holds = true
            do throws(Refusal) { try Preconditions.check(headers, tag: tag) } catch {
                #expect(error == .preconditionFailed)
                holds = false
            }
            #expect(holds == isRight, "\(name.spelling): \(value.bytes)")
        }
    }
}
