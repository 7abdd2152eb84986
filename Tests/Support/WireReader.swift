package import HTTP
import Octets

/// Reads requests from bytes in any pieces as a connection does, without a socket.
package struct WireReader {
    /// What the bytes so far came to.
    package private(set) var outcome: [String] = []
    private var buffer: [UInt8] = []
    private var parser = RequestHeadParser()
    private var body: (decoder: ChunkedDecoder?, remaining: UInt64, bytes: [UInt8])?
    private var hasFailed = false
    private let limits: Limits

    /// A reader before its first byte.
    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Everything that the pieces came to.
    package static func outcome(
        _ pieces: [ArraySlice<UInt8>], limits: Limits = Limits()
    ) -> [String] {
        var reader = WireReader(limits: limits)
        for piece in pieces { reader.feed(piece) }
        return reader.outcome
    }

    /// Takes in the next piece.
    package mutating func feed(_ piece: ArraySlice<UInt8>) {
        buffer.append(contentsOf: piece)
        while !hasFailed, step() {}
    }

    /// Takes one message part from the buffer; false if it is not complete.
    private mutating func step() -> Bool {
        do throws(ParseError) {
            return body == nil ? try readHead() : try readBody()
        } catch {
            hasFailed = true
            outcome.append("\(error)")
            return false
        }
    }

    private mutating func readHead() throws(ParseError) -> Bool {
        var current = parser
        let head = try current.parse(buffer.span, limits: limits)
        parser = current
        guard let head else { return false }
        buffer.removeFirst(head.length)
        parser = RequestHeadParser()
        let fields = head.headers.fields.map { "\($0.name)=\($0.value)" }
        outcome.append(
            "\(head.methodToken) \(head.target.path)?\(head.target.query ?? "") \(head.version) "
                + "\(fields) \(head.framing) \(head.persists) \(head.expectation)")
        switch head.framing {
        case .none: break
        case .length(let length): body = (nil, length, [])
        case .chunked: body = (ChunkedDecoder(), 0, [])
        }
        return true
    }

    private mutating func readBody() throws(ParseError) -> Bool {
        guard var current = body else { return false }
        if var decoder = current.decoder {
            var position = 0
            var isAtEnd = false
            loop: while true {
                switch try decoder.decode(buffer.span, from: &position, limits: limits) {
                case .data(let range): current.bytes.append(contentsOf: buffer[range])
                case .needsMore: break loop
                case .end:
                    isAtEnd = true
                    break loop
                }
            }
            buffer.removeFirst(position)
            current.decoder = decoder
            body = current
            guard isAtEnd else { return false }
        } else {
            let count = min(buffer.count, Int(current.remaining))
            current.bytes.append(contentsOf: buffer[0..<count])
            current.remaining -= UInt64(count)
            buffer.removeFirst(count)
            body = current
            guard current.remaining == 0 else { return false }
        }
        outcome.append("body \(current.bytes)")
        body = nil
        return true
    }
}
