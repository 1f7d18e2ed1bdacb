internal import Objects

/// A date and time of the Gregorian calendar.
struct CivilTime {
    let year, month, day: Int
    /// Since 1970.
    let seconds: Int64

    /// Parses `2024-01-31`, `2024-01`, `2024-01-31 12:30[:15]`; nil for anything else.
    init?(_ text: String) {
        let halves = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard let date = halves.first, halves.count <= 2 else { return nil }
        let parts = date.split(whereSeparator: { $0 == "-" || $0 == "/" }).map { Int($0) ?? -1 }
        let time = halves.count == 2 ? halves[1].split(separator: ":").map { Int($0) ?? -1 } : []
        guard 1...3 ~= parts.count, 1678...2261 ~= parts[0], parts.allSatisfy({ $0 > 0 }),
            time.allSatisfy({ 0..<60 ~= $0 }), time.count <= 3
        else { return nil }
        (year, month, day) = (parts[0], parts.count > 1 ? parts[1] : 1, parts.count > 2 ? parts[2] : 1)
        guard 1...12 ~= month, 1...31 ~= day else { return nil }
        let clock = (time.first ?? 0) * 3600 + (time.count > 1 ? time[1] : 0) * 60 + (time.count > 2 ? time[2] : 0)
        seconds = Self.day(year: year, month: month, day: day) * 86400 + Int64(clock)
    }

    /// The days since 1970.
    static func day(year: Int, month: Int, day: Int) -> Int64 {
        UTCDate.days(year: Int64(year), month: Int64(month), day: Int64(day))
    }

    /// Nanoseconds since 1970 as pandas writes them; `isPlain` if the whole column is at midnight.
    static func text(_ nanoseconds: Int64, isPlain: Bool) -> String {
        let text = UTCDate(seconds: nanoseconds / 1_000_000_000).text
        return isPlain ? String(text.prefix(10)) : "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }
}
