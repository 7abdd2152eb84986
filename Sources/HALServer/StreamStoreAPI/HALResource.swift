import HTTP
import Octets
import Schemas

/// A line of an API's table: a resource, what links to it are called, and what can be done there. Routing,
/// Allow, embedded forms and documentation are read from it.
struct HALResource: Sendable {
    /// The path pattern, as the router takes it.
    let pattern: String
    /// The relation of links that lead there; nil for what is found in another way.
    let relation: Relation?
    let controls: [Control]

    init(_ pattern: String, _ relation: Relation?, _ controls: [Control]) {
        self.pattern = pattern
        self.relation = relation
        self.controls = controls
    }

    /// The media types in which the resource is shown, HAL first; empty where it is shown in its own way.
    var representations: [Representation] {
        controls.first { $0.method == .get }?.representations ?? []
    }

    /// The route of this line.
    func route(in api: StreamStoreAPI) -> Route {
        let links = ServiceLinks(
            Hrefs(path: Bytes(pattern)), form: controls.compactMap(\.form).first)
        var operations: [Method: HTTP.Operation] = [:]
        for control in controls {
            guard let bind = control.bind else { continue }
            var endpoint = bind(api)
            // Conditions on a write speak of versions, whichever representation showed them.
            if control.method.isSafe { endpoint = control.representations.wrapping(endpoint) }
            if control.method.isSafe, control.representations.contains(.hal) {
                endpoint = links.wrapping(endpoint)
            }
            operations[control.method] = HTTP.Operation(
                produces: control.representations.flatMap { [$0.type] + $0.aliases },
                endpoint: endpoint)
        }
        return Route(pattern, operations)
    }
}

/// One thing that can be done with a resource: a method, and the form that a document embeds for it.
struct Control: Sendable {
    let method: Method
    /// The media types of the answer; empty where the table does not look at Accept.
    let representations: [Representation]
    /// The form, whose relation also names the documentation; nil for reading.
    let form: Form?
    /// Makes the endpoint; nil where another control of the same method has it.
    let bind: (@Sendable (StreamStoreAPI) -> Endpoint)?
    /// What it takes and answers besides.
    var conduct = Conduct("", answers: [])

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
        _ bind: @escaping @Sendable (StreamStoreAPI) -> Waiting
    ) -> Control {
        read(representations, endpoint: { Endpoint(bind($0)) })
    }

    /// GET and HEAD of what is in memory.
    static func read(
        _ representations: [Representation] = [.hal],
        immediate bind: @escaping @Sendable (StreamStoreAPI) -> Immediate
    ) -> Control {
        read(representations, endpoint: { Endpoint(immediate: bind($0)) })
    }

    /// GET and HEAD of what must be waited for only where an attempt has no answer.
    static func read(
        _ representations: [Representation] = [.hal],
        attempting attempt: @escaping @Sendable (StreamStoreAPI) -> Attempt,
        _ bind: @escaping @Sendable (StreamStoreAPI) -> Waiting
    ) -> Control {
        read(
            representations,
            endpoint: { Endpoint(attempting: attempt($0), else: bind($0)) })
    }

    /// GET and HEAD by any endpoint.
    static func read(
        _ representations: [Representation] = [.hal],
        endpoint bind: @escaping @Sendable (StreamStoreAPI) -> Endpoint
    ) -> Control {
        Control(method: .get, representations: representations, form: nil, bind: bind)
    }

    /// A change, with its form.
    static func change(
        _ method: Method, as representations: [Representation] = [], _ form: Form,
        _ bind: @escaping @Sendable (StreamStoreAPI) -> Waiting
    ) -> Control {
        Control(
            method: method, representations: representations, form: form,
            bind: { Endpoint(bind($0)) })
    }

    /// A change, with its form, that is mostly one piece of work of the store.
    static func change(
        _ method: Method, as representations: [Representation] = [], _ form: Form,
        working work: @escaping @Sendable (StreamStoreAPI) -> Working,
        _ bind: @escaping @Sendable (StreamStoreAPI) -> Waiting
    ) -> Control {
        Control(
            method: method, representations: representations, form: form,
            bind: { Endpoint(working: work($0), else: bind($0)) })
    }

    /// Another form of a change that is in the table already.
    static func form(_ method: Method, _ form: Form) -> Control {
        Control(method: method, representations: [], form: form, bind: nil)
    }
}
