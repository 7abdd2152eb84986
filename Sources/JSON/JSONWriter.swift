package import Octets

/// Writes one JSON text into a buffer it owns, member by member: commas and nesting are its work, names and
/// order the caller's. Values that are JSON already are spliced in as they are.
package struct JSONWriter: ~Copyable {
    /// What was written so far. Hot loops write finished JSON here, behind ``prepareValue()``.
    package var bytes: ByteWriter
    /// Whether the next member or element needs a comma in front.
    private var needsComma = false

    /// A writer with room for `capacity` bytes before it must grow.
    package init(capacity: Int = 1024) { bytes = ByteWriter(capacity: capacity) }

    /// Ends the writing.
    package consuming func finish() -> Bytes { bytes.finish() }

    /// Begins an object, as a value.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }

    /// Ends the object begun last.
    package mutating func endObject() { end(UInt8(ascii: "}")) }

    /// Begins an array, as a value.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }

    /// Ends the array begun last.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes a member's name. The literal must need no escaping.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(name)
        bytes.append("\":")
        needsComma = false
    }

    /// Writes a member's name, escaped.
    package mutating func name(escaping name: Span<UInt8>) {
        separate()
        bytes.append(jsonString: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string, escaped; ill-formed UTF-8 becomes U+FFFD.
    package mutating func value(_ text: Span<UInt8>) {
        separate()
        bytes.append(jsonString: text)
        needsComma = true
    }

    /// Writes a string, escaped; ill-formed UTF-8 becomes U+FFFD.
    package mutating func value(_ text: Bytes) { value(text.span) }

    /// Writes a string, escaped.
    package mutating func value(_ text: String) { value(text.utf8Span.span) }

    /// Writes an integer.
    package mutating func value(_ number: some FixedWidthInteger) {
        separate()
        bytes.append(decimal: number)
        needsComma = true
    }

    /// Writes true or false.
    package mutating func value(_ flag: Bool) {
        separate()
        if flag { bytes.append("true") } else { bytes.append("false") }
        needsComma = true
    }

    /// Writes null.
    package mutating func null() {
        separate()
        bytes.append("null")
        needsComma = true
    }

    /// Writes an identifier as a string.
    package mutating func value(_ id: UUID) {
        text { $0.append(id) }
    }

    /// Writes JSON text that was checked before, as it is.
    package mutating func splice(_ json: Bytes) {
        separate()
        bytes.append(json)
        needsComma = true
    }

    /// Writes a string whose characters `body` writes; they must need no escaping.
    package mutating func text(_ body: (inout ByteWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        body(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a value, or a run of members, that `body` writes as finished JSON. For hot loops that put
    /// prepared text around a few changing bytes.
    package mutating func verbatim(_ body: (inout ByteWriter) -> Void) {
        separate()
        body(&bytes)
        needsComma = true
    }

    /// Prepares for a value, or a run of members, that is then written to ``bytes`` as finished JSON.
    package mutating func prepareValue() {
        separate()
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}
