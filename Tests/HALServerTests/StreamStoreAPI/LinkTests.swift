import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// Every reference in every document leads somewhere, from wherever one starts.
@Suite struct LinkTests {
    @Test func `following every link from the index finds no dead end`() async throws {
        let face = try Face()
        for (index, name) in ["a", "b%252fc", "%22%27%5C%3Cx%3E", "caf%C3%A9", "$%25"].enumerated()
        {
            await face.fill(
                name.hasPrefix("$") ? "x\(name)" : name, (index * 10 + 1)..<(index * 10 + 6))
        }
        await face.post("/streams/a", "x", [("Content-Type", "image/png")])
        await face.post("/streams/a/metadata", #"{"maxCount":3}"#)
        await face.delete("/streams/a/4")
        var waiting = ["/"]
        var seen: Set<String> = ["/"]
        while let place = waiting.popLast() {
            let reply = await face.get(place)
            #expect(dead(reply, place) == false, "\(place) is \(reply.status)")
            guard reply[.contentType] == "application/hal+json" else { continue }
            for link in Self.links(reply.json) {
                #expect(!link.isEmpty)
                let target = Reference.resolve(Self.expand(link), against: place)
                if seen.count < 3000, seen.insert(target).inserted { waiting.append(target) }
            }
        }
        #expect(seen.count > 80)
        for path in [
            "/docs/append", "/streams/b%252fc/0", "/streams/a/metadata", "/streams/a/5/payload",
        ] {
            #expect(seen.contains(path))
        }
    }

    /// A message beyond the head may be absent: it is the one link that leads ahead (`hal-api.md` §14.8). So may
    /// a gap's neighbour and metadata that nobody set.
    private func dead(_ reply: Reply, _ place: String) -> Bool {
        guard reply.status == 404 else { return reply.status >= 400 }
        return reply.href("self").map { Reference.resolve($0, against: place) != place } ?? true
    }

    /// Every href in a document, those of embedded resources included; forms are for submitting, so only
    /// their schema is.
    static func links(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(links)
        case .object(let members):
            members.flatMap { member -> [String] in
                if member.name == "links" { return [] }
                if member.name == "href", case .string(let href) = member.value {
                    return [href.text]
                }
                return links(member.value)
            }
        default: []
        }
    }

    /// The templates of the contract, filled in.
    static func expand(_ href: String) -> String {
        switch href {
        case _ where href.hasSuffix("{streamId}"): String(href.dropLast(10)) + "a"
        case _ where href.hasSuffix("{?p,t,m}"): String(href.dropLast(8)) + "?p=a&t=s&m=2"
        case _ where href.hasSuffix("{&type,prefix}"):
            String(href.dropLast(14)) + "&type=test&prefix=a"
        case _ where href.hasSuffix("{&type}"): String(href.dropLast(7)) + "&type=test"
        case _ where href.hasSuffix("{rel}"): String(href.dropLast(5)) + "append"
        default: href
        }
    }

    @Test func `forms can be sent to where they say`() async throws {
        let face = try Face()
        await face.fill("b%252fc", 1..<3)
        for place in [
            "/streams/b%252fc?d=b&m=20&p=-1&e=0", "/streams/b%252fc/0", "/streams/b%252fc/metadata",
        ] {
            let reply = await face.get(place)
            for form in reply["_embedded"]?.members ?? [] where form.value["$schema"] != nil {
                let schema = form.value["_links"]?["self"]?["href"]?.string?.text ?? ""
                #expect(await face.get(Reference.resolve(schema, against: place)).status == 200)
                let link = form.value["links"]?[0]
                #expect(link?["rel"]?.string == form.name)
                let target = Reference.resolve(link?["href"]?.string?.text ?? "", against: place)
                let method = link?["targetHints"]?["allow"]?[0]?.string?.text ?? ""
                let allow = await face.send(.options, target)[.allow] ?? ""
                #expect(allow.contains(method) && !method.isEmpty, "\(target) \(method) \(allow)")
            }
        }
    }
}
