import HTTP
import Octets

extension PathDescription {
    /// The same paths, each once: what several faces answer at one address is told together. Of two operations of one
    /// method the first gives the name; the other's answers and parameters are added, which then stand for it where
    /// the query says so.
    static func merged(_ paths: [PathDescription]) -> [PathDescription] {
        var merged: [PathDescription] = []
        for path in paths {
            guard let place = merged.firstIndex(where: { $0.pattern == path.pattern }) else {
                merged.append(path)
                continue
            }
            merged[place] = merged[place].merged(with: path)
        }
        return merged
    }

    private func merged(with other: PathDescription) -> PathDescription {
        var operations = self.operations
        for operation in other.operations {
            if let place = operations.firstIndex(where: { $0.method == operation.method }) {
                operations[place] = operations[place].merged(with: operation)
            } else {
                operations.append(operation)
            }
        }
        return PathDescription(pattern, entry: entry ?? other.entry, operations)
    }
}

extension OperationDescription {
    fileprivate func merged(with other: OperationDescription) -> OperationDescription {
        let known = parameters.map(\.name)
        return OperationDescription(
            method, name, summary: summary, explanation: explanation,
            parameters: parameters + other.parameters.filter { !known.contains($0.name) },
            bodies: bodies + other.bodies, answers: answers + other.answers, produces: produces)
    }
}
