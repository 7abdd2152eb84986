import HTTP
import Octets
import Schemas

/// One thing that can be done with a resource: a method, and the form that a document embeds for it.
struct Control<Face: Sendable>: Sendable {
    let method: Method
    /// The media types of the answer; empty where the table does not look at Accept.
    let representations: [Representation]
    /// The form, whose relation also names the documentation; nil for reading.
    let form: Form?
    /// Makes the endpoint; nil where another control of the same method has it.
    let bind: (@Sendable (Face) -> Endpoint)?
    /// What it takes and answers besides.
    var conduct = Conduct("", answers: [])
    /// Whether a body is kept byte by byte, whatever its Content-Encoding says; else one with a coding is refused.
    var takesContentCodings = false

    /// What answers a request and may wait.
    typealias Waiting = @Sendable (Request) async throws -> Response
    /// What answers a request without waiting, if it can.
    typealias Attempt = @Sendable (Request) throws -> Response?
    /// What hands over the work that a request leads to, if that is all that must be waited for.
    typealias Working = @Sendable (Request) throws -> Endpoint.Work?
    /// What answers a request and never waits.
    typealias Immediate = @Sendable (Request) throws -> Response

    /// GET, and HEAD with it.
    static func read(
        _ representations: [Representation] = [.hal],
        _ bind: @escaping @Sendable (Face) -> Waiting
    ) -> Control {
        read(representations, endpoint: { Endpoint(bind($0)) })
    }

    /// GET and HEAD of what is in memory.
    static func read(
        _ representations: [Representation] = [.hal],
        immediate bind: @escaping @Sendable (Face) -> Immediate
    ) -> Control {
        read(representations, endpoint: { Endpoint(immediate: bind($0)) })
    }

    /// GET and HEAD of what must be waited for only where an attempt has no answer.
    static func read(
        _ representations: [Representation] = [.hal],
        attempting attempt: @escaping @Sendable (Face) -> Attempt,
        _ bind: @escaping @Sendable (Face) -> Waiting
    ) -> Control {
        read(
            representations,
            endpoint: { Endpoint(attempting: attempt($0), else: bind($0)) })
    }

    /// GET and HEAD by any endpoint.
    static func read(
        _ representations: [Representation] = [.hal],
        endpoint bind: @escaping @Sendable (Face) -> Endpoint
    ) -> Control {
        Control(method: .get, representations: representations, form: nil, bind: bind)
    }

    /// A change, with its form.
    static func change(
        _ method: Method, as representations: [Representation] = [], _ form: Form,
        _ bind: @escaping @Sendable (Face) -> Waiting
    ) -> Control {
        Control(
            method: method, representations: representations, form: form,
            bind: { Endpoint(bind($0)) })
    }

    /// A change, with its form, that is mostly one piece of work of the store.
    static func change(
        _ method: Method, as representations: [Representation] = [], _ form: Form,
        working work: @escaping @Sendable (Face) -> Working,
        _ bind: @escaping @Sendable (Face) -> Waiting
    ) -> Control {
        Control(
            method: method, representations: representations, form: form,
            bind: { Endpoint(working: work($0), else: bind($0)) })
    }

    /// Another form of a change that is in the table already.
    static func form(_ method: Method, _ form: Form) -> Control {
        Control(method: method, representations: [], form: form, bind: nil)
    }

    /// Any operation, with or without a form.
    static func operation(
        _ method: Method, as representations: [Representation] = [], form: Form? = nil,
        endpoint bind: @escaping @Sendable (Face) -> Endpoint
    ) -> Control {
        Control(method: method, representations: representations, form: form, bind: bind)
    }

    /// The same, with bodies that are kept as they come, codings included.
    func keepingBodies() -> Control {
        var control = self
        control.takesContentCodings = true
        return control
    }
}
