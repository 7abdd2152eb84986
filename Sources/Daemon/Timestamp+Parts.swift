import Octets
import Store

extension Timestamp {
    /// The moment taken apart, in UTC: year, month and day; hour, minute and second; and the rest.
    var parts: (date: [Int], time: [Int], microsecond: Int) {
        let (seconds, ticks) = ticks.flooredDivision(by: Self.ticksPerSecond)
        let (days, second) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        return (
            [Int(date.year), Int(date.month), Int(date.day)],
            [Int(second / 3600), Int(second / 60 % 60), Int(second % 60)], Int(ticks / 10)
        )
    }
}
