import Objects

extension Timestamp {
    /// As git prints dates: `Sat Nov 21 03:36:00 2026 +0000`, in the time zone that was recorded.
    var gitText: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let local = local
        let weekday = days[Int((local.day % 7 + 7) % 7)]
        return "\(weekday) \(months[local.month - 1]) \(local.dayOfMonth) \(local.time) \(local.year) \(zone)"
    }

    /// `2026-11-21T03:36:00+00:00`.
    var isoText: String {
        let local = local
        let year = String(repeating: "0", count: max(0, 4 - "\(local.year)".count)) + "\(local.year)"
        return
            "\(year)-\(Self.two(local.month))-\(Self.two(local.dayOfMonth))T\(local.time)\(zone.prefix(3)):\(zone.suffix(2))"
    }

    private var zone: Substring { text.suffix(5) }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private var local: (day: Int64, year: Int64, month: Int, dayOfMonth: Int, time: String) {
        // A date outside the calendar's range is shown as the nearest within it.
        let shown = min(max(seconds, -62_135_596_800), 253_402_300_799) + Int64(offset * 60)
        let day = (shown >= 0 ? shown : shown - 86_399) / 86_400
        let second = Int(shown - day * 86_400)
        // The Gregorian calendar, counting years from March, in cycles of 400 years.
        let z = day + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let time = "\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60))"
        return (day, year, month, Int(dayOfYear - (153 * shifted + 2) / 5 + 1), time)
    }
}
