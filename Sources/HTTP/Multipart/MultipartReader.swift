package import Octets

/// Reads a multipart body part by part while it arrives. No more of it is held than one chunk and one header
/// section; not reading on is what holds the sender back.
///
/// ```swift
/// var reader = MultipartReader(request.body, boundary)
/// while let part = try await reader.nextPart() {
///     guard part.isFile else { continue }
///     while let bytes = try await reader.nextBytes() { try await upload.append(bytes) }
/// }
/// // Only now the body is known to be whole.
/// ```
package struct MultipartReader {
    private var pieces: RequestBody.Iterator
    private var parser: MultipartParser
    private var isInPart = false
    private var isAtEnd = false

    /// A reader of a body with this boundary.
    package init(
        _ body: RequestBody, _ boundary: MultipartBoundary,
        limits: MultipartLimits = MultipartLimits()
    ) {
        pieces = body.makeAsyncIterator()
        parser = MultipartParser(boundary, limits: limits)
    }

    /// The next part, once what is left of the one before was passed over; nil at the end of the body, which
    /// then had its last delimiter. Nothing that was read before may be kept for good until then.
    package mutating func nextPart() async throws(MultipartError) -> MultipartPart? {
        while let event = try await event() {
            switch event {
            case .part(let part):
                isInPart = true
                return part
            case .data: break
            case .endOfPart: isInPart = false
            }
        }
        return nil
    }

    /// The next bytes of the part, never empty; nil at its end.
    package mutating func nextBytes() async throws(MultipartError) -> Bytes? {
        while isInPart, let event = try await event() {
            switch event {
            case .data(let bytes): return bytes
            case .endOfPart, .part: isInPart = false
            }
        }
        return nil
    }

    /// The next event; nil at the end of the body.
    private mutating func event() async throws(MultipartError) -> MultipartParser.Event? {
        while !isAtEnd {
            if let event = try parser.next() { return event }
            let piece: Bytes?
            do throws(RequestBody.Failure) { piece = try await pieces.next() } catch {
                throw .body(error)
            }
            if let piece {
                parser.feed(piece)
            } else {
                try parser.finish()
                isAtEnd = true
            }
        }
        return nil
    }
}
