import HTTP
import Octets
import Schemas

/// A line of an API's table: a resource, what links to it are called, and what can be done there. Routing,
/// Allow, embedded forms and documentation are read from it. `Face` is the API, bound to its store.
struct HALResource<Face: Sendable>: Sendable {
    /// The path pattern, as the router takes it.
    let pattern: String
    /// The relation of links that lead there; nil for what is found in another way.
    let relation: Relation?
    let controls: [Control<Face>]

    init(_ pattern: String, _ relation: Relation?, _ controls: [Control<Face>]) {
        self.pattern = pattern
        self.relation = relation
        self.controls = controls
    }

    /// The media types in which the resource is shown, HAL first; empty where it is shown in its own way.
    var representations: [Representation] {
        controls.first { $0.method == .get }?.representations ?? []
    }

    /// The route of this line.
    func route(in api: Face) -> Route {
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
                takesContentCodings: control.takesContentCodings, endpoint: endpoint)
        }
        return Route(pattern, operations)
    }
}
