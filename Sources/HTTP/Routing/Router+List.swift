extension Router {
    /// Every route, with the methods that it answers: `GET, HEAD, OPTIONS /ping`. In the order of the mounts.
    package var descriptions: [String] {
        entries.map { entry in
            let methods = entry.route.allowed.map(\.rawValue).joined(separator: ", ")
            return "\(methods) \(entry.label.pattern)"
        }
    }
}
