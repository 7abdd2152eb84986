import Octets

/// The patterns of all routes as one tree in flat arrays. A literal segment beats a parameter; where the
/// literal leads nowhere the parameter is tried after all.
struct RouteTrie: Sendable {
    private struct Node {
        /// Where its literal edges lie in ``edges``.
        var edges = 0..<0
        /// The node behind a segment of any text; -1 for none.
        var parameter = -1
        /// The pattern that ends here; -1 for none.
        var entry = -1
    }

    private struct Edge {
        /// Where its label lies in ``labels``.
        let label: Range<Int>
        let node: Int
    }

    /// A pattern that matched.
    struct Match {
        /// Its place in the list that the trie was made of.
        let entry: Int
        /// Where in the path the segments lie that its names bind, from left to right.
        let captures: [Range<Int>]
    }

    private var nodes: [Node]
    private var edges: [Edge] = []
    /// The texts of all literal segments.
    private let labels: Bytes

    /// The tree of these patterns; throws where two of them match the same paths.
    init(_ patterns: [PathPattern]) throws(RoutingError) {
        var draft = [Draft()]
        for (index, pattern) in patterns.enumerated() {
            var node = 0
            for segment in pattern.segments { node = Draft.child(of: node, segment, in: &draft) }
            if let other = draft[node].entry {
                throw .conflict(patterns[other].text, pattern.text)
            }
            draft[node].entry = index
        }
        nodes = []
        nodes.reserveCapacity(draft.count)
        var labels = ByteWriter()
        for node in draft {
            let first = edges.count
            for literal in node.literals {
                let start = labels.count
                labels.append(literal.label)
                edges.append(Edge(label: start..<labels.count, node: literal.node))
            }
            nodes.append(
                Node(
                    edges: first..<edges.count, parameter: node.parameter ?? -1,
                    entry: node.entry ?? -1))
        }
        self.labels = labels.finish()
    }

    /// A node while the tree is being built.
    private struct Draft {
        var literals: [(label: Bytes, node: Int)] = []
        var parameter: Int?
        var entry: Int?

        static func child(
            of node: Int, _ segment: PathPattern.Segment, in draft: inout [Draft]
        ) -> Int {
            switch segment {
            case .literal(let label):
                if let known = draft[node].literals.first(where: { $0.label == label }) {
                    return known.node
                }
                draft[node].literals.append((label, draft.count))
            case .parameter:
                if let known = draft[node].parameter { return known }
                draft[node].parameter = draft.count
            }
            draft.append(Draft())
            return draft.count - 1
        }
    }

    /// The pattern that the first `length` bytes of a path match. Every escape in the path is a good one.
    func match(_ path: Bytes, length: Int) -> Match? {
        var captures: [Range<Int>] = []
        let text = path.span
        guard length > 0, length <= text.count, text[0] == UInt8(ascii: "/"),
            let entry = walk(
                from: 0, text.extracting(0..<length), at: length == 1 ? 2 : 1, &captures)
        else { return nil }
        return Match(entry: entry, captures: captures)
    }

    /// Follows the path from its segment at `start`, which lies behind its end when none is left. The depth
    /// of the recursion is that of the longest pattern, whatever the path.
    private func walk(
        from node: Int, _ path: Span<UInt8>, at start: Int, _ captures: inout [Range<Int>]
    ) -> Int? {
        let node = nodes[node]
        guard start <= path.count else { return node.entry < 0 ? nil : node.entry }
        guard !node.edges.isEmpty || node.parameter >= 0 else { return nil }
        let stop = path.firstIndex(of: UInt8(ascii: "/"), from: start) ?? path.count
        guard stop > start else { return nil }
        if let next = literal(of: node, path.extracting(start..<stop)) {
            let bound = captures.count
            if let entry = walk(from: next, path, at: stop + 1, &captures) { return entry }
            captures.removeLast(captures.count - bound)
        }
        guard node.parameter >= 0 else { return nil }
        captures.append(start..<stop)
        if let entry = walk(from: node.parameter, path, at: stop + 1, &captures) { return entry }
        captures.removeLast()
        return nil
    }

    private func literal(of node: Node, _ segment: Span<UInt8>) -> Int? {
        if let next = exactLiteral(of: node, segment) { return next }
        // `/str%65ams` is the same path as `/streams` (RFC 3986 §6.2.2.2), but nobody writes it.
        guard segment.firstIndex(of: UInt8(ascii: "%")) != nil,
            let decoded = Percent.decode(segment: Bytes(copying: segment))
        else { return nil }
        return exactLiteral(of: node, decoded.span)
    }

    private func exactLiteral(of node: Node, _ segment: Span<UInt8>) -> Int? {
        let edges = edges.span
        let labels = labels.span
        for index in node.edges {
            let edge = edges[index]
            guard edge.label.count == segment.count,
                labels.extracting(edge.label).hasSameBytes(as: segment)
            else { continue }
            return edge.node
        }
        return nil
    }
}
