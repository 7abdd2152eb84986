import HTTP
import Octets

extension MediaType {
    /// JSON, one value to a line. Never registered; the `x-` is what most clients send.
    static let ndjson = MediaType("application/x-ndjson")
    /// One CloudEvent in the JSON format.
    static let cloudEvent = MediaType("application/cloudevents+json")
    /// Several of them.
    static let cloudEventsBatch = MediaType("application/cloudevents-batch+json")
    static let atom = MediaType("application/atom+xml")
}

/// The representations beside HAL that need no more than the messages (`hal-api.md` §15).
extension Representation {
    /// One message, or one name, to a line.
    static let ndjson = Representation(
        .ndjson, aliases: [MediaType("application/ndjson")], title: "NDJSON", mark: "ndjson")
    /// One message.
    static let cloudEvent = Representation(.cloudEvent, title: "CloudEvent", mark: "cloudevent")
    /// A page of messages.
    static let cloudEvents = Representation(
        .cloudEventsBatch, title: "CloudEvents", mark: "cloudevents")
    /// A page of messages.
    static let atom = Representation(.atom, title: "Atom feed", mark: "atom")
}
