/// Values under rising numbers, some of them gone: positions or versions with their gaps. Numbers are not
/// used twice. What is gone at the front costs nothing for long.
struct Numbered<Value> {
    private var items: [Value?] = []
    /// The number of `items[0]`.
    private var base: Int64 = 0
    /// The index of the first item that may be there.
    private var front = 0
    /// How many values there are.
    private(set) var count = 0

    /// One behind the highest number ever given.
    var end: Int64 { base + Int64(items.count) }

    /// No number below this one has a value.
    var start: Int64 { base + Int64(front) }

    /// Gives a value the next number, and returns that.
    @discardableResult
    mutating func append(_ value: Value) -> Int64 {
        items.append(value)
        count += 1
        return end - 1
    }

    /// The value of that number, if there is (still) one.
    subscript(number: Int64) -> Value? {
        guard number >= start, number < end else { return nil }
        return items[Int(number - base)]
    }

    /// Takes a value away.
    @discardableResult
    mutating func remove(_ number: Int64) -> Value? {
        guard let value = self[number] else { return nil }
        items[Int(number - base)] = nil
        count -= 1
        while front < items.count, items[front] == nil { front += 1 }
        // Half of it gone, and not worth less than the move.
        if front > 64, front > items.count / 2 {
            items.removeFirst(front)
            base += Int64(front)
            front = 0
        }
        return value
    }

    /// The first number at or above `number` that has a value.
    func next(from number: Int64) -> Int64? {
        var number = max(number, start)
        while number < end {
            if items[Int(number - base)] != nil { return number }
            number += 1
        }
        return nil
    }

    /// The first number at or below `number` that has a value.
    func previous(from number: Int64) -> Int64? {
        var number = min(number, end - 1)
        while number >= start {
            if items[Int(number - base)] != nil { return number }
            number -= 1
        }
        return nil
    }

    /// The first number whose value `holds`, where all values behind one that does hold too.
    func first(where holds: (Value) -> Bool) -> Int64? {
        var low = start
        var high = end
        while low < high {
            let middle = low + (high - low) / 2
            guard let number = next(from: middle), number < high, let value = self[number] else {
                high = middle
                continue
            }
            if holds(value) { high = middle } else { low = number + 1 }
        }
        return next(from: low)
    }
}
