import HTTP
import Octets
import Schemas

extension Control {
    /// Says of the operation what does not follow from its media types and forms.
    func described(_ conduct: Conduct) -> Control {
        var control = self
        control.conduct = conduct
        return control
    }
}

extension HALResource {
    /// What a client can know of this line of the table.
    ///
    /// - Parameter shown: The form as this server shows it.
    func description(
        _ resources: Resources, shown: (Form) -> Form = { $0 }
    ) -> PathDescription {
        var operations: [OperationDescription] = []
        for control in controls where control.bind != nil {
            let forms = controls.filter { $0.method == control.method }.compactMap(\.form)
                .map(shown)
            operations.append(
                OperationDescription(
                    control.method, control.conduct.name,
                    summary: summary(of: control, resources),
                    explanation: explanation(of: control, resources),
                    parameters: parameters(of: control, forms), bodies: forms.compactMap(Self.body),
                    answers: answers(of: control), produces: control.representations.map(\.type)))
        }
        return PathDescription(pattern, entry: entry, operations)
    }

    /// Every way in which an operation answers.
    func answers(of control: Control<Face>) -> [Answer] {
        control.conduct.answers
            + Answer.shared(
                isSafe: control.method.isSafe, hasTag: control.conduct.hasTag,
                negotiates: !control.representations.isEmpty
            ).filter { answer in
                // Bodies that are kept as they come may have any coding.
                !control.takesContentCodings || answer.status != .unsupportedMediaType
            }
    }

    /// The link of the index that leads here; those of our own relations stand there anyway.
    private var entry: PathDescription.Entry? {
        guard let relation, relation.curie == nil else { return nil }
        return PathDescription.Entry(
            relation, type: representations.first?.type, title: relation.title ?? relation.name)
    }

    private func summary(of control: Control<Face>, _ resources: Resources) -> Bytes {
        if let title = control.conduct.summary ?? control.form?.schema.title { return title }
        return relation.flatMap { resources.document($0) }?.title ?? control.conduct.name
    }

    private func explanation(of control: Control<Face>, _ resources: Resources) -> Bytes {
        guard let relation = control.form?.relation ?? relation else { return Bytes() }
        return resources.document(relation)?.abstract ?? Bytes()
    }

    private func parameters(of control: Control<Face>, _ forms: [Form]) -> [Parameter] {
        var parameters = control.conduct.parameters
        if control.method.isSafe, control.conduct.hasTag { parameters.append(.ifNoneMatch) }
        for parameter in forms.flatMap(Parameter.headers)
        where !parameters.contains(where: { $0.name == parameter.name }) {
            parameters.append(parameter)
        }
        return parameters
    }

    private static func body(_ form: Form) -> OperationDescription.Body? {
        form.submission.mediaType.map { OperationDescription.Body(mediaType: $0, form: form) }
    }
}
