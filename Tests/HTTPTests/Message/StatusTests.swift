import HTTP
import Testing

@Suite struct StatusTests {
    private static let named: [Status] = [
        .ok, .created, .accepted, .noContent, .partialContent, .seeOther, .notModified,
        .temporaryRedirect, .permanentRedirect, .badRequest, .unauthorized, .forbidden,
        .notFound, .methodNotAllowed, .notAcceptable, .requestTimeout, .conflict,
        .preconditionFailed, .contentTooLarge, .uriTooLong, .unsupportedMediaType,
        .rangeNotSatisfiable, .expectationFailed, .requestHeaderFieldsTooLarge,
        .internalServerError, .notImplemented, .serviceUnavailable, .httpVersionNotSupported,
        .insufficientStorage,
    ]

    @Test(arguments: named)
    func `a status with a name has its phrase, once`(status: Status) {
        #expect(status.reason.description.count > 1)
        #expect(Self.named.count { $0.reason.description == status.reason.description } == 1)
    }

    @Test func `a status of one's own has no phrase`() {
        #expect(Status(299).reason.description.isEmpty)
        #expect(Status(200) == .ok)
    }
}
