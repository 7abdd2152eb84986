import Octets

/// Chooses how an answer is coded, and codes it (RFC 9110 §8.4, §12.5.3; `hal-api.md` §17.3).
///
/// Only documents are: whole ones in memory, of a media type that gets shorter. What may be asked for in ranges
/// is sent as it is, always, or its pieces would be pieces of something else; so is what is made while it is
/// sent.
package struct ContentCodings: Sendable {
    /// A document below this many bytes is sent as it is: it fits into one packet anyway.
    package static let minimumBytes = 1_024
    /// The most documents that wait to be coded by the pool; those beyond are sent as they are.
    private static let waitingLimit = 64
    /// The most bytes that those have together.
    private static let waitingBytes = 33_554_432

    /// What one request may get.
    struct Choice: Sendable {
        /// The coding that its answer should have, if it can have one.
        fileprivate(set) var coding: ContentCoding?
        /// The names of all codings that the client takes.
        fileprivate(set) var accepted: [Bytes] = []
        /// Whether the answer must not come as it is.
        fileprivate(set) var refusesIdentity = false
        /// The If-None-Match of the request as it came.
        fileprivate var asked: Bytes?

        /// Whether nothing that this server could send is acceptable.
        var refusesAll: Bool { refusesIdentity && coding == nil }
    }

    private static let usual: HeaderValue = "Accept, Accept-Encoding"

    private let codings: [ContentCoding]
    private let coded = CodedDocuments()
    private let workers = CodingPool(threads: 2, waiting: waitingLimit, bytes: waitingBytes)

    /// These codings, of which the earlier is taken where a client likes two the same.
    package init(_ codings: [ContentCoding]) { self.codings = codings }

    /// What the client of a request takes; nil where it says nothing of codings. Its conditions then speak of tags without the marks of these
    /// codings: who looks at them knows versions only.
    ///
    /// Unlike other representations, tags without a mark stay: whether an answer is coded shows when it is
    /// there, and a document that became short since is sent as it is. But whoever refuses what is not coded
    /// is never told to take it out of a cache.
    func choose(_ request: inout Request) -> Choice? {
        guard request.headers.contains(.acceptEncoding) else { return nil }
        var choice = Choice()
        let accept = AcceptEncoding(request.headers)
        var best = accept.refusesIdentity ? 0 : accept.identityQuality
        for coding in codings {
            let quality = accept.quality(of: coding)
            guard quality > 0 else { continue }
            choice.accepted.append(coding.name)
            // Whoever likes identity as much as a coding has a reason not to care: the shorter one it is.
            guard choice.coding == nil ? quality >= best : quality > best else { continue }
            choice.coding = coding
            best = quality
        }
        choice.refusesIdentity = accept.refusesIdentity
        guard !choice.accepted.isEmpty, request.method == .get || request.method == .head else {
            return choice
        }
        choice.asked = request.headers.list(.ifNoneMatch)
        for name: HeaderName in [.ifNoneMatch, .ifMatch] {
            guard let field = request.headers.list(name) else { continue }
            let tags = EntityTags.list(
                field, takingOff: choice.accepted,
                keepingOthers: name == .ifMatch || !choice.refusesIdentity)
            if let value = HeaderValue(tags) { request.headers.set(name, value) }
        }
        return choice
    }

    /// The names of the codings.
    var names: [Bytes] { codings.map(\.name) }

    /// What became of an answer that should be coded.
    enum Outcome {
        /// The answer, coded or as it may come.
        case coded(Response)
        /// The client would have to take it as it is, and said that it does not.
        case unacceptable
        /// It is too long to be coded on a loop.
        case waits(ContentCoding)
    }

    /// Codes an answer, if that is done at once.
    func code(_ response: Response, _ choice: Choice) -> Outcome {
        guard response.status != .notModified else {
            guard let asked = choice.asked else { return .coded(response) }
            var marked = response
            Self.mark(&marked, asked, choice.accepted)
            return .coded(marked)
        }
        guard case .bytes(let document) = response.body, !document.isEmpty else {
            return .coded(response)
        }
        guard let coding = choice.coding, Self.isCodable(response) else {
            return choice.refusesIdentity ? .unacceptable : .coded(response)
        }
        guard document.count >= Self.minimumBytes || choice.refusesIdentity else {
            return .coded(response)
        }
        if let known = coded.find(document, coding.name) {
            return outcome(response, known, coding, choice)
        }
        guard document.count <= coding.inlineBytes else { return .waits(coding) }
        let shorter = coding.encode(document)
        if let shorter { coded.add(document, coding.name, shorter) }
        return outcome(response, shorter, coding, choice)
    }

    /// Has the pool code an answer. Nil where the client would have to take it as it is, and said that it does
    /// not.
    func wait(
        for coding: ContentCoding, _ response: Response, _ choice: Choice
    ) async -> Response? {
        guard case .bytes(let document) = response.body else { return response }
        let shorter = await workers.run(document.count) { coding.encode(document) }
        if let shorter { coded.add(document, coding.name, shorter) }
        guard case .coded(let answer) = outcome(response, shorter, coding, choice) else {
            return nil
        }
        return answer
    }

    /// The answer with a coded document in the place of its own, where that is of use.
    private func outcome(
        _ response: Response, _ shorter: Bytes?, _ coding: ContentCoding, _ choice: Choice
    ) -> Outcome {
        guard case .bytes(let document) = response.body, let shorter,
            shorter.count < document.count || choice.refusesIdentity
        else { return choice.refusesIdentity ? .unacceptable : .coded(response) }
        var response = response
        response.body = .bytes(shorter)
        response.headers.set(.contentEncoding, coding.field)
        response.mark(coding.name)
        return .coded(response)
    }

    /// Says of every answer with content, and of a 304, that another Accept-Encoding may have another one.
    func vary(_ headers: inout Headers) {
        // What most answers carry already.
        if headers.has(.vary, Self.usual) { return }
        guard let vary = headers.list(.vary) else {
            if headers.contains(.contentType) { headers.set(.vary, "Accept-Encoding") }
            return
        }
        guard vary != "*", !vary.lists(HeaderName.acceptEncoding.spelling) else { return }
        var writer = ByteWriter(capacity: vary.count + 20)
        writer.append(vary)
        writer.append(", Accept-Encoding")
        if let value = HeaderValue(writer.finish()) { headers.set(.vary, value) }
    }

    /// A 304 speaks of the tag that the client asked with, if that is the one of a coded representation.
    private static func mark(_ response: inout Response, _ asked: Bytes, _ accepted: [Bytes]) {
        guard asked != "*", response.headers.contains(.etag) else { return }
        for name in accepted {
            var marked = response
            marked.mark(name)
            guard let tag = marked.headers[.etag],
                EntityTags.list(asked, names: tag, weakly: true)
            else { continue }
            response = marked
            return
        }
    }

    private static func isCodable(_ response: Response) -> Bool {
        guard !response.acceptsRanges, response.status != .partialContent,
            !response.headers.contains(.contentEncoding),
            let type = response.headers[.contentType].flatMap({ MediaType(contentType: $0) }),
            type.getsShorter
        else { return false }
        return response.headers.list(.cacheControl).map { !$0.lists("no-transform") } ?? true
    }
}

extension MediaType {
    /// Whether documents of this type are text, which coding makes shorter; pictures and archives are coded
    /// already.
    package var getsShorter: Bool {
        let span = essence.span
        for known in Self.texts where span.count >= known.count {
            let head = span.extracting(0..<known.count)
            // An event stream is read while it is written.
            if head.equalsIgnoringASCIICase(known.span) { return self != Self.eventStream }
        }
        for known in Self.endingsOfTexts where span.count > known.count {
            let tail = span.extracting((span.count - known.count)..<span.count)
            if tail.equalsIgnoringASCIICase(known.span) { return true }
        }
        return false
    }

    // Made once: a literal of bytes costs an allocation, and every coded answer comes by here.
    private static let texts: [Bytes] = ["text/", "application/json", "application/xml"]
    private static let endingsOfTexts: [Bytes] = [
        "+json", "+xml", "ndjson", "json-seq", "javascript", "/openmetrics-text", "/yaml",
    ]
    private static let eventStream = MediaType("text/event-stream")
}
