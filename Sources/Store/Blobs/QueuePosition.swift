import Octets

/// A place in a queue.
package struct QueuePosition: Hashable, Sendable {
    package let queue: QueueName
    /// Its number, from 1 on, rising in the order in which streams were stored; never given twice.
    package let sequence: UInt64

    /// The place with that number.
    package init(_ queue: QueueName, _ sequence: UInt64) {
        self.queue = queue
        self.sequence = sequence
    }

    /// Twenty digits, so that names sort as numbers do.
    static func name(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(20 - digits.utf8.count, 0)) + digits
    }

    /// The number that a name says; nil for any other name.
    static func sequence(_ name: String) -> UInt64? {
        guard name.utf8.count == 20, name.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        // What nobody can reach by counting is no place: so one more is always a number.
        guard let number = Int64(name), number > 0, number < .max else { return nil }
        return UInt64(number)
    }
}
