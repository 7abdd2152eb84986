/// A page of HTML, read as strictly as it is written: every attribute quoted, every element closed. What is
/// not of that form is a fault, so nothing that was stored can hide in it as markup.
struct WebPage {
    struct Element: Equatable {
        let name: String
        var attributes: [String: String] = [:]
        /// The text inside, that of inner elements included.
        var text = ""
    }

    private(set) var elements: [Element] = []
    private(set) var faults: [String] = []
    private(set) var text = ""

    private static let void: Set<String> = ["meta", "link", "input", "br", "hr", "img"]

    init(_ html: String) {
        var rest = Substring(html)
        var open: [Int] = []
        if rest.hasPrefix("<!DOCTYPE html>\n") {
            rest = rest.dropFirst("<!DOCTYPE html>\n".count)
        } else {
            faults.append("no doctype")
        }
        while let start = rest.firstIndex(of: "<") {
            add(rest[..<start], to: open)
            guard let end = rest[start...].firstIndex(of: ">") else {
                faults.append("open tag: \(rest[start...].prefix(40))")
                return
            }
            tag(rest[rest.index(after: start)..<end], &open)
            rest = rest[rest.index(after: end)...]
        }
        add(rest, to: open)
        if !open.isEmpty { faults.append("not closed: \(open.map { elements[$0].name })") }
    }

    /// The elements of a name.
    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The addresses that anything on the page leads to or loads from.
    var addresses: [String] {
        elements.flatMap { element in
            ["href", "src", "action"].compactMap { element.attributes[$0] }
        }
    }

    private mutating func add(_ raw: Substring, to open: [Int]) {
        let text = unescaped(raw)
        self.text += text
        for index in open { elements[index].text += text }
    }

    private mutating func tag(_ tag: Substring, _ open: inout [Int]) {
        if tag.hasPrefix("/") {
            guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
                faults.append("<\(tag)> closes something else")
                return
            }
            return
        }
        let expression = /(?<name>[a-z][a-z0-9]*)(?<attributes>(?:\ [a-z-]+="[^"<>]*")*)/
        guard let match = tag.wholeMatch(of: expression) else {
            faults.append("<\(tag)>")
            return
        }
        var element = Element(name: String(match.name))
        for attribute in match.attributes.matches(of: /\ (?<name>[a-z-]+)="(?<value>[^"]*)"/) {
            element.attributes[String(attribute.name)] = unescaped(attribute.value)
        }
        elements.append(element)
        if !Self.void.contains(element.name) { open.append(elements.count - 1) }
    }

    private mutating func unescaped(_ raw: Substring) -> String {
        var text = ""
        var rest = raw
        let known = [
            "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&#13;": "\r",
        ]
        while let mark = rest.firstIndex(of: "&") {
            text += rest[..<mark]
            rest = rest[mark...]
            guard let (entity, meaning) = known.first(where: { rest.hasPrefix($0.key) }) else {
                faults.append("a bare &: \(rest.prefix(20))")
                return text + rest
            }
            text += meaning
            rest = rest.dropFirst(entity.count)
        }
        return text + rest
    }
}

extension Reply {
    /// The body as a page.
    var page: WebPage { WebPage(text) }
}
