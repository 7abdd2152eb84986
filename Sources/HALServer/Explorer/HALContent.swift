import JSON
import Octets

/// A HAL document taken apart again, for a page that shows it. What can be large stays the JSON text that it
/// is, so that a page of thousands of messages costs one look at its bytes and no tree.
struct HALContent: Sendable {
    /// A member and the JSON text of its value.
    struct Member: Sendable {
        let name: Bytes
        let text: Bytes
    }

    /// A link object, and the relation under which it stands.
    struct LinkObject: Sendable {
        let relation: Bytes
        let href: Bytes
        let isTemplated: Bool
        let type: Bytes?
        let name: Bytes?
        let title: Bytes?
    }

    private(set) var state: [Member] = []
    private(set) var links: [LinkObject] = []
    private(set) var embedded: [Member] = []

    /// Reads a document; nil for what is no JSON object.
    init?(_ document: Bytes) {
        guard let members = Self.members(document) else { return nil }
        for member in members {
            if member.name == "_links" {
                links = Self.links(member.text)
            } else if member.name == "_embedded" {
                embedded = Self.members(member.text) ?? []
            } else {
                state.append(member)
            }
        }
    }

    /// A document of one member, for text that is none.
    init(text: Bytes) {
        state = [Member(name: "text", text: JSONValue.string(text).text)]
    }

    /// The first link of a relation.
    func link(_ relation: Bytes) -> LinkObject? { links.first { $0.relation == relation } }

    /// The template of the curie that a relation's name begins with, and the rest of the name.
    func curie(of relation: Bytes) -> (template: Bytes, rest: Bytes)? {
        guard let colon = relation.span.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let prefix = relation[0..<colon]
        for link in links where link.relation == "curies" && link.name == prefix {
            return (link.href, relation[(colon + 1)..<relation.count])
        }
        return nil
    }

    /// The text of a member of the state that is a string.
    func string(_ name: Bytes) -> Bytes? {
        guard let member = state.last(where: { $0.name == name }) else { return nil }
        return member.string
    }

    /// The members of an object with the text of their values; nil for what is no object.
    static func members(_ text: Bytes) -> [Member]? {
        var members: [Member] = []
        var scanner = JSONScanner(text.span)
        do {
            try scanner.beginObject()
            while let name = try scanner.nextName() {
                let decoded = try text.decoding(name)
                members.append(Member(name: decoded, text: text[try scanner.skipValue()]))
            }
            try scanner.finish()
        } catch {
            return nil
        }
        return members
    }

    /// Hands out the elements of an array one by one, or the value itself where it is none, until `body`
    /// says that it has enough. Returns how many there are.
    static func forEachElement(of text: Bytes, _ body: (Bytes) -> Bool) -> Int {
        guard text.count > 0, text[0] == UInt8(ascii: "[") else {
            _ = body(text)
            return 1
        }
        var scanner = JSONScanner(text.span)
        var count = 0
        var wants = true
        do {
            try scanner.beginArray()
            while try scanner.nextElement() {
                let element = text[try scanner.skipValue()]
                count += 1
                if wants { wants = body(element) }
            }
        } catch {
            return count
        }
        return count
    }

    private static func links(_ text: Bytes) -> [LinkObject] {
        guard let members = (try? JSONValue(parsing: text))?.members else { return [] }
        return members.flatMap { member in
            (member.value.elements ?? [member.value]).compactMap { value in
                guard let href = value["href"]?.string else { return nil }
                return LinkObject(
                    relation: member.name, href: href,
                    isTemplated: value["templated"] == .boolean(true), type: value["type"]?.string,
                    name: value["name"]?.string, title: value["title"]?.string)
            }
        }
    }
}

extension HALContent.Member {
    /// The text of a string; nil for everything else, and for what UTF-8 cannot say.
    var string: Bytes? {
        guard text.count > 0, text[0] == UInt8(ascii: "\"") else { return nil }
        return (try? JSONValue(parsing: text))?.string
    }
}
