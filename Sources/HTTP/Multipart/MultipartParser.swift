package import Octets

/// Takes a multipart body apart as it comes (RFC 2046 §5.1), in constant memory and without I/O.
///
/// A delimiter is a line of two dashes and the boundary, with up to 64 blanks behind, or two more dashes for the
/// last. Whatever else stands on such a line makes it content. What the body comes to does not depend on how
/// it was cut; only ``Event/data(_:)`` comes in other pieces.
///
/// ```swift
/// var parser = MultipartParser(boundary)
/// while let bytes = more() {
///     parser.feed(bytes)
///     while let event = try parser.next() { take(event) }
/// }
/// try parser.finish()
/// ```
package struct MultipartParser: Sendable {
    /// What the body holds, in order.
    package enum Event: Sendable {
        /// A part begins.
        case part(MultipartPart)
        /// Content of the part; never empty.
        case data(Bytes)
        /// The part is at its end.
        case endOfPart
    }

    private enum State: Sendable {
        /// Before the first delimiter; so many bytes were passed over.
        case preamble(Int)
        /// In the header section of a part, of which so many bytes hold no end.
        case headers(Int)
        case content
        /// Behind the last delimiter, by so many bytes.
        case epilogue(Int)
        case failed(MultipartError)
    }

    private let delimiters: MultipartDelimiters
    private let limits: MultipartLimits
    private var state = State.preamble(0)
    private var input = Bytes()
    private var position = 0
    /// Whether a delimiter may begin here without a line break before it.
    private var isAtLineStart = true
    private var parts = 0

    /// A parser of a body with this boundary.
    package init(_ boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        delimiters = MultipartDelimiters(boundary)
        self.limits = limits
    }

    /// Takes the next bytes of the body.
    package mutating func feed(_ bytes: Bytes) {
        if position == input.count {
            input = bytes
        } else {
            if position > 0 { input = input[position..<input.count] }
            input.append(bytes.span)
        }
        position = 0
    }

    /// What comes next in the body; nil where more bytes must be fed first. Throws the same error again.
    package mutating func next() throws(MultipartError) -> Event? {
        if case .failed(let error) = state { throw error }
        do throws(MultipartError) {
            while position < input.count {
                switch state {
                case .preamble(let skipped):
                    guard try skipPreamble(skipped) else { return nil }
                case .headers(let searched):
                    guard let part = try readHeaders(searched) else { return nil }
                    return .part(part)
                case .content: return try readContent()
                case .epilogue(let skipped):
                    let sum = skipped + input.count - position
                    position = input.count
                    state = .epilogue(sum)
                    guard sum <= limits.epilogueBytes else {
                        throw .tooLarge("too much stands behind the last boundary")
                    }
                case .failed(let error): throw error
                }
            }
            return nil
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Says that no more bytes come. Throws where the last delimiter is missing: what was taken of the body is
    /// then not all that was sent.
    package mutating func finish() throws(MultipartError) {
        switch state {
        case .epilogue: return
        case .failed(let error): throw error
        case .preamble, .headers, .content:
            state = .failed(.incomplete)
            throw .incomplete
        }
    }

    // MARK: Steps

    /// Goes behind the first delimiter; false if it is not all here.
    private mutating func skipPreamble(_ skipped: Int) throws(MultipartError) -> Bool {
        let found = delimiters.find(in: input.span, from: position, isAtLineStart: isAtLineStart)
        let sum = skipped + found.contentEnd - position
        guard sum <= limits.preambleBytes else {
            throw .tooLarge("too much stands before the first boundary")
        }
        state = .preamble(sum)
        if found.contentEnd > position { isAtLineStart = false }
        position = found.contentEnd
        return pass(found)
    }

    /// Content up to the next delimiter, or the end of the part.
    private mutating func readContent() throws(MultipartError) -> Event? {
        let found = delimiters.find(in: input.span, from: position, isAtLineStart: isAtLineStart)
        if found.contentEnd > position {
            let content = input[position..<found.contentEnd]
            isAtLineStart = false
            position = found.contentEnd
            return .data(content)
        }
        return pass(found) ? .endOfPart : nil
    }

    /// Goes behind a delimiter; false if none is here.
    private mutating func pass(_ found: MultipartDelimiters.Found) -> Bool {
        switch found.delimiter {
        case .none: return false
        case .next(let end):
            position = end
            state = .headers(0)
        case .last(let end):
            position = end
            state = .epilogue(0)
        }
        return true
    }

    /// The part whose header section begins here; nil if it is not all here.
    private mutating func readHeaders(_ searched: Int) throws(MultipartError) -> MultipartPart? {
        let section = input[position..<min(input.count, position + limits.headerBytes)]
        guard let end = Self.endOfSection(section.span, from: searched) else {
            guard section.count < limits.headerBytes else {
                throw .tooLarge("the header section of a part is too long")
            }
            state = .headers(max(section.count - 3, 0))
            return nil
        }
        parts += 1
        guard parts <= limits.parts else { throw .tooLarge("there are too many parts") }
        let lines = section[0..<(end - 2)]
        let part = try MultipartPart(MultipartHeaders.read(lines, limits))
        position += end
        // The line break behind the section may belong to a delimiter: then the part has no body.
        isAtLineStart = true
        state = .content
        return part
    }

    /// Where the section ends: behind its empty line.
    private static func endOfSection(_ section: Span<UInt8>, from start: Int) -> Int? {
        if start == 0, section.count >= 2, section[0] == 0x0D, section[1] == 0x0A { return 2 }
        var place = start
        while let feed = section.firstIndex(of: 0x0D, from: place) {
            guard feed + 3 < section.count else { return nil }
            if section[feed + 1] == 0x0A, section[feed + 2] == 0x0D, section[feed + 3] == 0x0A {
                return feed + 4
            }
            place = feed + 1
        }
        return nil
    }
}
