import Octets

extension JSONPointer {
    /// The innermost value that contains a place in a text, as far as the text is JSON up to there; a
    /// place in a name belongs to that member. So only those who have something to complain of pay for
    /// knowing where: the offset of a ``JSONError`` is enough. One pass, whatever the nesting.
    package init(locating offset: Int, in text: Span<UInt8>) {
        var search = Search(offset: offset)
        var scanner = JSONScanner(text)
        scanner.skipByteOrderMark()
        // A failure means that the text is no JSON beyond this place: the steps so far are the answer.
        try? search.run(&scanner)
        var pointer = JSONPointer()
        for step in search.steps {
            switch step {
            case .member(let name?):
                pointer = pointer.appending((try? scanner.decoding(name)) ?? Bytes())
            case .element(let index, isInside: true): pointer = pointer.appending(index)
            default: break
            }
        }
        self = pointer
    }

    /// The walk towards the place.
    private struct Search {
        /// One open container and where in it the walk is.
        enum Step {
            /// In an object: at this member, or between members.
            case member(JSONText?)
            /// In an array: at this element, or before it.
            case element(Int, isInside: Bool)
        }

        let offset: Int
        var steps: [Step] = []

        init(offset: Int) { self.offset = offset }

        /// Ends when ``steps`` leads to the place.
        mutating func run(_ scanner: inout JSONScanner) throws(JSONError) {
            repeat {
                if scanner.isValueMissing() { continue }
                let kind = try scanner.nextKind()
                guard scanner.offset < offset else { return }
                switch kind {
                case .object:
                    try scanner.beginObject()
                    steps.append(.member(nil))
                case .array:
                    try scanner.beginArray()
                    steps.append(.element(0, isInside: false))
                default: guard try scanner.skipValue().upperBound <= offset else { return }
                }
            } while try goOn(&scanner)
        }

        /// Goes from behind a value (or from a container's beginning) to the next value. False at the place.
        private mutating func goOn(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
            while let last = steps.indices.last {
                switch steps[last] {
                case .member:
                    steps[last] = .member(nil)
                    if let name = try scanner.nextName() {
                        guard name.range.lowerBound <= offset + 1 else { return false }
                        steps[last] = .member(name)
                        return scanner.offset <= offset
                    }
                case .element(let index, let isInside):
                    let next = isInside ? index + 1 : index
                    steps[last] = .element(next, isInside: false)
                    if try scanner.nextElement() {
                        guard scanner.offset <= offset else { return false }
                        steps[last] = .element(next, isInside: true)
                        return true
                    }
                }
                steps.removeLast()
                guard scanner.offset <= offset else { return false }
            }
            return false
        }
    }
}
