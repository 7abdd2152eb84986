/// How far the head of a request has been read of which more must come. Only connections that wait for the rest
/// of a head have one.
final class PartialHead {
    var parser: RequestHeadParser

    init(_ parser: RequestHeadParser) { self.parser = parser }
}
