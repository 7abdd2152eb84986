import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// What holds for every representation of every resource, read from the table.
@Suite struct RenderingsTests {
    /// A resource of the table that is shown in more than one way, and an address of it.
    struct Place: Sendable, CustomTestStringConvertible {
        let resource: HALResource<StreamStoreAPI>
        let target: String
        var testDescription: String { target }
    }

    static let places: [Place] = StreamStoreAPI.table.flatMap { resource -> [Place] in
        guard resource.representations.count > 1 else { return [] }
        let path = resource.pattern.replacing("{streamID}", with: "b%252fc")
            .replacing("{message}", with: "1").replacing("{position}", with: "1")
        guard resource.representations.contains(.atom) else {
            return [Place(resource: resource, target: path)]
        }
        let queries = [
            "d=b&m=20&p=-1&e=1", "d=f&m=1&p=1&e=0", "d=f&m=2&p=99&e=0",
            "d=b&m=2&p=-1&e=0&type=test", "d=f&m=1&p=0&e=1&type=none",
        ]
        return queries.map { Place(resource: resource, target: "\(path)?\($0)") }
    }

    private func face() async throws -> Face {
        let face = try Face()
        await face.fill("b%252fc", 1..<4)
        await face.post("/streams/b%252fc", "GIF", [("Content-Type", "image/gif")])
        await face.post("/streams/b%252fc/metadata", #"{"maxCount":100}"#)
        return face
    }

    private func essence(_ reply: Reply) -> String? {
        reply[.contentType].map { String($0.split(separator: ";")[0]) }
    }

    @Test func `pages of messages come in many ways`() {
        #expect(Self.places.count > 10)
        for pattern in ["/stream", "/streams/{streamID}"] {
            let representations = StreamStoreAPI.representations(of: pattern)
            #expect(representations.first == .hal)
            #expect(Set([.ndjson, .cloudEvents, .atom]).isSubset(of: representations))
        }
    }

    @Test func `marks and types of a resource differ`() {
        for resource in StreamStoreAPI.table {
            let representations = resource.representations
            #expect(Set(representations.map(\.mark)).count == representations.count)
            #expect(Set(representations.map(\.type)).count == representations.count)
        }
    }

    @Test(arguments: places)
    func `HAL links to the others, and each of them to all but itself`(place: Place) async throws {
        let face = try await face()
        let types = place.resource.representations.map(\.type.essence.text)
        let hal = await face.get(place.target)
        #expect(essence(hal) == types[0])
        guard types[0] == "application/hal+json" else {
            // What describes the server to tools is no document of HAL, and says it in its Link field.
            let linked = hal.links.filter { $0.relation == "alternate" }.compactMap(\.type)
            #expect(linked == Array(types.dropFirst()))
            return
        }
        let alternates = hal["_links", "alternate"]?.elements ?? []
        // A message's payload is one more, with an address of its own.
        let own = alternates.filter { $0["title"]?.string != "Payload" }
        #expect(own.compactMap { $0["type"]?.string?.text } == Array(types.dropFirst()))
        for link in alternates {
            let href = try #require(link["href"]?.string?.text)
            let type = try #require(link["type"]?.string?.text)
            let reply = await face.get(
                Reference.resolve(href, against: place.target), [("Accept", type)])
            #expect(reply.status == 200 && essence(reply) == type)
            let back = reply.links.filter { $0.relation == "alternate" }
            for other in types where other != type {
                #expect(back.contains { $0.type == other }, "\(type) lacks \(other)")
            }
            #expect(!back.contains { $0.type == type })
            for link in back {
                let target = Reference.resolve(
                    link.target, against: Reference.resolve(href, against: place.target))
                let reply = await face.get(target, [("Accept", link.type ?? "")])
                #expect(reply.status == 200 && essence(reply) == link.type)
            }
        }
    }

    @Test(arguments: places)
    func `each representation is validated for itself`(place: Place) async throws {
        let face = try await face()
        var tags: [String?] = []
        for representation in place.resource.representations {
            let accept = ("Accept", representation.type.essence.text)
            let reply = await face.get(place.target, [accept])
            let head = await face.send(.head, place.target, [accept])
            #expect(head.status == reply.status)
            #expect(
                head.response.headers.fields.map(\.value)
                    == reply.response.headers.fields.map(\.value))
            #expect(reply[.vary]?.contains("Accept") == true)
            // A page may look different after an update of the server.
            let cache = await face.get(place.target)[.cacheControl]
            #expect(reply[.cacheControl] == (representation == .html ? "no-cache" : cache))
            tags.append(reply[.etag])
            guard let tag = reply[.etag] else { continue }
            for value in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let known = await face.get(place.target, [accept, ("If-None-Match", value)])
                #expect(known.status == 304 && known.body.isEmpty && known[.etag] == tag)
                #expect(known[.vary]?.contains("Accept") == true)
                #expect(known[.cacheControl] == reply[.cacheControl])
            }
        }
        let known = tags.compactMap { $0 }
        #expect(Set(known).count == known.count)
        #expect(known.isEmpty || known.count == tags.count)
        for (index, representation) in place.resource.representations.enumerated() {
            for (other, tag) in tags.enumerated() where other != index {
                guard let tag else { continue }
                let reply = await face.get(
                    place.target,
                    [("Accept", representation.type.essence.text), ("If-None-Match", tag)])
                #expect(reply.status == 200)
            }
        }
    }

    @Test(arguments: ["/streams/a", "/stream"])
    func `without HAL one pages by Link fields`(target: String) async throws {
        let face = try Face()
        await face.fill("a", 1..<8)
        for type in ["application/x-ndjson", "application/cloudevents-batch+json"] {
            var place = target + "?d=b&m=3&p=-1&e=0"
            let last = await face.get(place, [("Accept", type)])
            let first = try #require(last.links.first { $0.relation == "first" })
            place = Reference.resolve(first.target, against: place)
            var count = 0
            var pages = 0
            while pages < 9 {
                let reply = await face.get(place, [("Accept", type)])
                #expect(reply.status == 200)
                count += reply.text.ranges(of: Face.uuid(0).dropLast(1)).count
                pages += 1
                #expect((pages > 1) == reply.links.contains { $0.relation == "prev" })
                guard let next = reply.links.first(where: { $0.relation == "next" }) else { break }
                place = Reference.resolve(next.target, against: place)
            }
            #expect(count == 7 && pages == 3)
        }
    }

    @Test func `a payload leads back to its message`() async throws {
        let face = try await face()
        let place = "/streams/b%252fc/3/payload"
        for headers in [[], [("Range", "bytes=0-1")]] {
            let reply = await face.get(place, headers)
            #expect(reply[.contentType] == "image/gif")
            #expect(
                reply.links.map(\.type)
                    == StreamStoreAPI.representations(of: StreamStoreAPI.messagePattern).map {
                        $0.type.essence.text
                    })
            for link in reply.links {
                #expect(link.relation == "alternate")
                #expect(Reference.resolve(link.target, against: place) == "/streams/b%252fc/3")
            }
        }
    }

    @Test func `what a payload calls itself cannot say more in a link than a type`() async throws {
        let face = try Face()
        let type = "a/b\" rel=\"stylesheet"
        await face.send(.post, "/streams/a", [("Content-Type", type)], body: "x")
        let event = await face.get("/streams/a/0", [("Accept", "application/cloudevents+json")])
        #expect(event.status == 200)
        #expect(event[.link]?.contains("stylesheet") == false)
    }
}
