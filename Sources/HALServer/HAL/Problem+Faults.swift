import HTTP
import JSON
import Octets
import Schemas

extension Problem {
    /// One thing that is wrong with a body or a header.
    struct Fault: Sendable, Hashable {
        /// Where something is wrong.
        enum Place: Sendable, Hashable {
            /// A JSON pointer (RFC 6901) into the body.
            case pointer(JSONPointer)
            /// A header of the request.
            case header(Bytes)
        }

        let place: Place
        /// The keyword of the schema that refuses it, or ``json``.
        let rule: Bytes
        /// What, in a sentence.
        let detail: String

        /// The rule of what is no JSON text at all.
        static let json: Bytes = "json"

        init(_ place: Place, rule: Bytes, _ detail: String) {
            self.place = place
            self.rule = rule
            self.detail = detail
        }

        /// A fault that the schema of a form found in its body.
        init(_ fault: SchemaFault) {
            self.init(
                .pointer(fault.pointer), rule: fault.rule,
                "\(fault.pointer.subject) \(fault.message).")
        }

        /// A fault that the schema of a header found.
        init(_ fault: SchemaFault, in header: Bytes) {
            self.init(
                .header(header), rule: fault.rule, "\(header) \(fault.message).")
        }
    }

    /// The most faults that one answer lists.
    static let maximumFaults = 16

    /// A body or header that is not what its form says. The first fault is the problem's detail.
    static func refused(
        _ status: Status = .badRequest, type: StaticString = "about:blank", title: String? = nil,
        faults: [Fault]
    ) -> Problem {
        var detail = faults.first?.detail ?? ""
        if case .pointer(let pointer)? = faults.first?.place, !pointer.bytes.isEmpty {
            detail += " (\(pointer))"
        }
        var problem = Problem(
            status, type: type, title: title ?? "\(status.reason)", detail: detail,
            faults: faults)
        problem.carriesForm = true
        return problem
    }
}

extension HALDocument {
    /// Writes the list of what is wrong, and whether there is more than it holds.
    mutating func write(_ faults: [Problem.Fault]) {
        json.name("errors")
        json.beginArray()
        for fault in faults.prefix(Problem.maximumFaults) {
            json.beginObject()
            switch fault.place {
            case .pointer(let pointer):
                json.name("pointer")
                json.value(pointer.bytes)
            case .header(let name):
                json.name("header")
                json.value(name)
            }
            json.name("rule")
            json.value(fault.rule)
            json.name("detail")
            json.value(fault.detail)
            json.endObject()
        }
        json.endArray()
        if faults.count > Problem.maximumFaults { state("moreErrors", true) }
    }
}

extension JSONPointer {
    /// What a sentence about the value calls it: the name of the member.
    fileprivate var subject: String {
        let span = bytes.span
        var start = span.count
        while start > 0, span[start - 1] != UInt8(ascii: "/") { start -= 1 }
        let name = bytes[start..<bytes.count]
        if name.isEmpty { return "The body" }
        return Int64(decimal: name.span) == nil ? name.text : "The message"
    }
}
