import Octets

/// What an operation takes and how it answers, as far as it follows neither from its media types nor from its
/// forms. Documentation names the same; tests compare every answer with it.
struct Conduct: Sendable {
    /// The operation's name among all of them: `readStream`.
    let name: Bytes
    /// What it does in a few words, where no form and no page of the documentation says so.
    let summary: Bytes?
    /// What of the path, the query and the header it looks at.
    let parameters: [Parameter]
    /// The ways in which it answers, besides those that all resources share.
    let answers: [Answer]

    /// Whether answers say which version they show.
    var hasTag: Bool { answers.contains(where: \.hasTag) }

    init(
        _ name: Bytes, _ summary: Bytes? = nil, takes parameters: [Parameter] = [],
        answers: [Answer]
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.answers = answers
    }
}
