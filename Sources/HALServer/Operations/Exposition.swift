import Octets

/// Writes metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0. They differ in how a
/// counter's family is named, in units, and in how the text ends.
struct Exposition: ~Copyable {
    enum Format: Sendable { case text, openMetrics }

    /// What a family's numbers are.
    enum Kind: Sendable { case counter, gauge, histogram }

    private let format: Format
    private var writer = ByteWriter(capacity: 16_384)

    init(_ format: Format) { self.format = format }

    /// Begins a family of metrics. `name` has no `_total` behind it; a unit is what it ends in.
    mutating func family(
        _ name: StaticString, _ kind: Kind, unit: StaticString? = nil, _ help: StaticString
    ) {
        begin("# HELP ", name, kind)
        writer.append(help)
        begin("\n# TYPE ", name, kind)
        switch kind {
        case .counter: writer.append("counter\n")
        case .gauge: writer.append("gauge\n")
        case .histogram: writer.append("histogram\n")
        }
        guard format == .openMetrics, let unit else { return }
        begin("# UNIT ", name, kind)
        writer.append(unit)
        writer.append("\n")
    }

    private mutating func begin(_ word: StaticString, _ name: StaticString, _ kind: Kind) {
        writer.append(word)
        writer.append(name)
        // In the older format the family of a counter is named like its only sample.
        if format == .text, kind == .counter { writer.append("_total") }
        writer.append(" ")
    }

    /// A family of one number.
    mutating func single(
        _ name: StaticString, _ kind: Kind, unit: StaticString? = nil, _ help: StaticString,
        _ value: some FixedWidthInteger
    ) {
        family(name, kind, unit: unit, help)
        writer.append(name)
        if kind == .counter { writer.append("_total") }
        writer.append(" ")
        writer.append(decimal: value)
        writer.append("\n")
    }

    /// A family of one number of seconds, given in nanoseconds.
    mutating func seconds(
        _ name: StaticString, _ kind: Kind, _ help: StaticString, nanoseconds: UInt64
    ) {
        family(name, kind, unit: "seconds", help)
        writer.append(name)
        if kind == .counter { writer.append("_total") }
        writer.append(" ")
        writer.append(seconds: nanoseconds)
        writer.append("\n")
    }

    /// A number of a family with labels. `suffix` stands behind the name.
    mutating func sample(
        _ name: StaticString, _ suffix: StaticString = "", labels: borrowing Labels,
        upTo bound: UInt64? = nil, _ value: (inout ByteWriter) -> Void
    ) {
        writer.append(name)
        writer.append(suffix)
        writer.append("{")
        writer.append(labels.text)
        if let bound {
            writer.append(",le=\"")
            if bound == .max { writer.append("+Inf") } else { writer.append(bound: bound) }
            writer.append("\"")
        }
        writer.append("} ")
        value(&writer)
        writer.append("\n")
    }

    /// Ends the text.
    consuming func finish() -> Bytes {
        if format == .openMetrics { writer.append("# EOF\n") }
        return writer.finish()
    }
}

/// Labels of a metric, in order.
struct Labels: Sendable {
    /// What stands between the braces.
    private(set) var text = Bytes()

    /// Labels whose names are tokens; values may be anything.
    init(_ labels: [(name: StaticString, value: Bytes)]) {
        var writer = ByteWriter(capacity: 96)
        for (index, label) in labels.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append(label.name)
            writer.append("=\"")
            let value = label.value.span
            for index in value.indices {
                switch value[index] {
                case UInt8(ascii: "\n"): writer.append("\\n")
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    writer.append("\\")
                    writer.append(value[index])
                default: writer.append(value[index])
                }
            }
            writer.append("\"")
        }
        text = writer.finish()
    }
}

extension ByteWriter {
    /// Writes nanoseconds as seconds with all nine digits.
    mutating func append(seconds nanoseconds: UInt64) {
        append(decimal: nanoseconds / 1_000_000_000)
        append(".")
        append(padded: Int(nanoseconds % 1_000_000_000), width: 9)
    }

    /// Writes a bucket's bound as floating-point numbers are written: without zeros that say nothing, but
    /// never without a point.
    mutating func append(bound nanoseconds: UInt64) {
        append(decimal: nanoseconds / 1_000_000_000)
        append(".")
        var rest = nanoseconds % 1_000_000_000
        var unit: UInt64 = 100_000_000
        repeat {
            append(UInt8(truncatingIfNeeded: rest / unit) &+ UInt8(ascii: "0"))
            rest %= unit
            unit /= 10
        } while rest > 0 && unit > 0
    }
}
