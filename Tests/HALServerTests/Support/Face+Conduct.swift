import HTTP
import Octets
import Testing

@testable import HALServer

extension Face {
    /// Notes an answer that the table does not know of, whoever asked for it: so every test of this face
    /// tests the description too.
    static func check(_ response: Response, to request: Request) {
        guard let route = response.route?.pattern,
            let resource = StreamStoreAPI.table.first(where: { $0.pattern == route })
        else { return }
        let method = request.method == .head ? .get : request.method
        let control = resource.controls.first { $0.method == method && $0.bind != nil }
        // What the resource has no operation for is the router's to answer, and so is a slash too many.
        guard let control, !request.target.path.span.ends(with: Bytes("/").span) || route == "/"
        else { return }
        let answers = resource.answers(of: control).filter { $0.status == response.status }
        guard !answers.isEmpty else {
            Issue.record(
                """
                \(request.method) \(request.target.path) was answered with \
                \(response.status.code), of which the table says nothing for \(route)
                """)
            return
        }
        check(response, against: answers, "\(request.method) \(request.target.path)")
    }

    /// Of several reasons for one status, the description tells the fields of all: what one always has must
    /// then be there.
    private static func check(_ response: Response, against answers: [Answer], _ what: String) {
        for field in answers.flatMap(\.fields) where field.isRequired {
            guard answers.allSatisfy({ $0.fields.contains { $0.name == field.name } }) else {
                continue
            }
            if !response.headers.contains(field.name) {
                Issue.record(
                    "\(what): \(response.status.code) has no \(field.name.spelling)")
            }
        }
    }
}
