package import HTTP
package import Octets
import Schemas

/// What a client can know of an operation before it asks: the value from which the description in OpenAPI is
/// written.
package struct OperationDescription: Sendable {
    /// A kind of body that a request may have.
    struct Body: Sendable {
        let mediaType: Bytes
        let form: Form
    }

    let method: HTTP.Method
    /// Its name among all operations: `readStream`.
    let name: Bytes
    /// In a few words.
    let summary: Bytes
    /// In a few sentences (CommonMark).
    let explanation: Bytes
    let parameters: [Parameter]
    let bodies: [Body]
    let answers: [Answer]
    /// The media types in which an ``Answer/Content/document(_:)`` comes.
    let produces: [MediaType]

    /// An operation without a body.
    package init(
        _ method: HTTP.Method, _ name: Bytes, summary: Bytes, explanation: Bytes = Bytes(),
        parameters: [Parameter] = [], answers: [Answer], produces: [MediaType] = []
    ) {
        self.init(
            method, name, summary: summary, explanation: explanation, parameters: parameters,
            bodies: [], answers: answers, produces: produces)
    }

    /// The same with other answers.
    func answering(_ answers: [Answer]) -> OperationDescription {
        OperationDescription(
            method, name, summary: summary, explanation: explanation, parameters: parameters,
            bodies: bodies, answers: answers, produces: produces)
    }

    init(
        _ method: HTTP.Method, _ name: Bytes, summary: Bytes, explanation: Bytes,
        parameters: [Parameter], bodies: [Body], answers: [Answer], produces: [MediaType]
    ) {
        self.method = method
        self.name = name
        self.summary = summary
        self.explanation = explanation
        self.parameters = parameters
        self.bodies = bodies
        self.answers = answers
        self.produces = produces
    }
}
