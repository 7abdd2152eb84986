import Octets

/// Finds the lines that part a multipart body.
struct MultipartDelimiters: Sendable {
    /// How many blanks may stand behind a boundary (RFC 2046 §5.1.1 calls them transport padding).
    private static let mostPadding = 64

    /// A delimiter.
    enum Delimiter: Sendable {
        /// None is here whole.
        case none
        /// Another part begins at this index.
        case next(Int)
        /// The epilogue begins at this index.
        case last(Int)
    }

    /// What was found.
    struct Found: Sendable {
        /// Everything before this index is content for sure. What lies behind it is the delimiter, or may become
        /// one when more comes.
        var contentEnd: Int
        var delimiter: Delimiter
    }

    /// What stands at an index.
    private enum Match {
        case content
        case unsure
        case delimiter(Delimiter)
    }

    /// CR, LF, two dashes and the boundary.
    private let line: Bytes

    init(_ boundary: MultipartBoundary) {
        var writer = ByteWriter(capacity: boundary.bytes.count + 4)
        writer.append("\r\n--")
        writer.append(boundary.bytes)
        line = writer.finish()
    }

    /// Looks for the first delimiter at `start` or behind it.
    /// - Parameter isAtLineStart: whether one may begin at `start` without a line break.
    func find(in span: Span<UInt8>, from start: Int, isAtLineStart: Bool) -> Found {
        if isAtLineStart {
            switch match(span, at: start, line.span.extracting(2..<line.count)) {
            case .content: break
            case .unsure: return Found(contentEnd: start, delimiter: .none)
            case .delimiter(let found): return Found(contentEnd: start, delimiter: found)
            }
        }
        var place = start
        while let next = span.firstIndex(of: 0x0D, from: place) {
            switch match(span, at: next, line.span) {
            case .content: place = next + 1
            case .unsure: return Found(contentEnd: next, delimiter: .none)
            case .delimiter(let found): return Found(contentEnd: next, delimiter: found)
            }
        }
        return Found(contentEnd: span.count, delimiter: .none)
    }

    /// Whether a delimiter of these bytes stands at `start`.
    private func match(_ span: Span<UInt8>, at start: Int, _ line: Span<UInt8>) -> Match {
        let present = min(span.count - start, line.count)
        guard
            span.extracting(start..<(start + present)).hasSameBytes(
                as: line.extracting(0..<present))
        else { return .content }
        guard present == line.count else { return .unsure }
        var index = start + present
        guard index < span.count else { return .unsure }
        if span[index] == UInt8(ascii: "-") {
            guard index + 1 < span.count else { return .unsure }
            return span[index + 1] == UInt8(ascii: "-") ? .delimiter(.last(index + 2)) : .content
        }
        let most = index + Self.mostPadding
        while index < span.count, index < most, span[index] == 0x20 || span[index] == 0x09 {
            index += 1
        }
        guard index < span.count else { return .unsure }
        guard span[index] == 0x0D else { return .content }
        guard index + 1 < span.count else { return .unsure }
        return span[index + 1] == 0x0A ? .delimiter(.next(index + 2)) : .content
    }
}
