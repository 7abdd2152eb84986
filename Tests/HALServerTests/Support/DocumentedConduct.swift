import HTTP
import Octets
import Schemas
import Testing

@testable import HALServer

/// Whether the documentation of a relation says what the table says of its operations.
enum DocumentedConduct {
    /// Fields that are told of once, for all resources.
    private static let everywhere: Set<HeaderName> = [.link, .retryAfter, .acceptEncoding]

    /// Notes each status, field and parameter of a face's table of which the page of `relation` does not speak.
    ///
    /// - Parameters:
    ///   - known: The documentation; that of the server where there is none.
    ///   - isToldElsewhere: Fields that another page speaks of.
    static func check<Face>(
        _ relation: Relation, _ table: [HALResource<Face>], in known: Resources? = nil,
        isToldElsewhere: (HeaderName, Relation) -> Bool = { _, _ in false }
    ) throws {
        let resources = try known ?? Checkout.loadResources()
        let text = try #require(resources.document(relation)?.markdown.text)
        for resource in table {
            for control in resource.controls {
                guard (control.form?.relation ?? resource.relation) == relation,
                    let described = resource.description(resources).operations
                        .first(where: { $0.method == control.method })
                else { continue }
                #expect(text.contains("`\(control.method.rawValue)`"), "\(control.method)")
                for answer in described.answers {
                    #expect(
                        text.contains("`\(answer.status.code)`"),
                        "\(relation.name) does not speak of \(answer.status.code)")
                    for field in answer.fields where !everywhere.contains(field.name) {
                        if isToldElsewhere(field.name, relation) { continue }
                        #expect(
                            text.contains("`\(field.name.spelling)`"),
                            "\(relation.name) does not speak of \(field.name.spelling)")
                    }
                }
                let headers = control.form.map(Parameter.headers) ?? []
                for parameter in control.conduct.parameters + headers
                where parameter.place != .path {
                    #expect(
                        text.contains("`\(parameter.name)`")
                            || text.contains("`\(parameter.name): "),
                        "\(relation.name) does not speak of \(parameter.name)")
                }
            }
        }
    }
}
