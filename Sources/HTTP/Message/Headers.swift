package import Octets

/// The fields of a message in the order of the wire, names as they were spelled (RFC 9110 §5). One object, so that
/// handing on a message costs one reference count; whoever changes it must be its only owner.
package struct Headers: Sendable {
    /// One field line.
    package struct Field: Sendable {
        /// The name as spelled.
        package let name: Bytes
        /// The value without the white space around it.
        package let value: Bytes

        /// A field of these bytes, which the caller has checked.
        package init(name: Bytes, value: Bytes) {
            self.name = name
            self.value = value
        }
    }

    typealias Line = HeaderLines.Line

    /// Written only while one value has it.
    private final class Content: @unchecked Sendable {
        var lines: HeaderLines

        init(_ lines: consuming HeaderLines) { self.lines = lines }
    }

    /// Nil for no fields.
    private var content: Content?

    /// No fields.
    package init() { content = nil }

    /// These fields.
    package init(fields: [Field]) {
        self.init()
        for field in fields { change { $0.append(field.name.span, field.value.span) } }
    }

    /// The lines of a head as it was received, which the parser has checked.
    init(received text: Bytes, _ lines: [Line]) {
        content = Content(HeaderLines(received: text, lines))
    }

    /// The field lines in order.
    package var fields: [Field] { content?.lines.fields ?? [] }

    /// The value of the first field of that name, or nil.
    package subscript(name: HeaderName) -> Bytes? { content?.lines[name] }

    /// The values of every field of that name, in order.
    package func all(_ name: HeaderName) -> [Bytes] { content?.lines.all(name) ?? [] }

    /// The value of a field whose lines combine to one comma-separated list (RFC 9110 §5.3), or nil.
    package func list(_ name: HeaderName) -> Bytes? { content?.lines.list(name) }

    /// Whether a field of that name is there.
    package func contains(_ name: HeaderName) -> Bool { content?.lines.contains(name) ?? false }

    /// Whether there are several fields of that name.
    package func repeats(_ name: HeaderName) -> Bool { content?.lines.repeats(name) ?? false }

    /// Whether the first field of that name has exactly this value.
    package func has(_ name: HeaderName, _ value: HeaderValue) -> Bool {
        content?.lines.has(name, value) ?? false
    }

    /// How many fields of that name there are, and the value of the last one.
    func count(_ name: HeaderName) -> (count: Int, last: Bytes?) {
        content?.lines.count(name) ?? (0, nil)
    }

    /// Writes the lines as they are sent, without those that frame the message: they are the engine's.
    func write(to writer: inout ByteWriter) { content?.lines.write(to: &writer) }
}

// MARK: - Changing

extension Headers {
    /// Adds a field line behind the others.
    package mutating func add(_ name: HeaderName, _ value: HeaderValue) {
        change { $0.append(name.spelling.span, value.bytes.span) }
    }

    /// Puts one field line in the place of all of that name.
    package mutating func set(_ name: HeaderName, _ value: HeaderValue) {
        remove(name)
        add(name, value)
    }

    /// Puts these fields, each of a name of its own, in the place of all of their names: what every answer of
    /// an API carries, prepared once.
    package mutating func set(all prepared: Headers) {
        guard let added = prepared.content else { return }
        // Not bound to names: those would be further owners.
        guard content?.lines.isEmpty == false else {
            self = prepared
            return
        }
        guard content?.lines.holds(added.lines) == false else { return }
        change { $0.set(all: added.lines) }
    }

    /// Takes away every field line of that name.
    package mutating func remove(_ name: HeaderName) {
        guard contains(name) else { return }
        change { $0.remove(name) }
    }

    /// Changes the lines, in a copy if anybody else shows them.
    private mutating func change(_ body: (inout HeaderLines) -> Void) {
        if content == nil {
            content = Content(HeaderLines())
        } else if !isKnownUniquelyReferenced(&content), let shared = content {
            content = Content(HeaderLines(copying: shared.lines))
        }
        if let content { body(&content.lines) }
    }
}
