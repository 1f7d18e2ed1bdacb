/// A moment as a calendar date and time in UTC (proleptic Gregorian calendar), to the second.
public struct UTCDate: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    private static let day: Int64 = 86_400
    /// 0000-01-01 to 9999-12-31: years of four digits.
    private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Moments outside the years 0 to 9999 become the nearest one inside.
    public init(seconds: Int64) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads `YYYYMMDDhhmmssZ`, `YYYYMMDDhhmmZ` or `YYYYMMDDZ`, or `YYYY-MM-DDThh:mm:ssZ` or `YYYY-MM-DD`; nil for
    /// anything else, and for a day or an hour that does not exist.
    public init?(parsing text: some StringProtocol) {
        let units = Array(text.utf8)
        let dashed = units.count > 4 && units[4] == UInt8(ascii: "-")
        let form = Self.forms.first { $0.utf8.count == units.count && $0.contains("-") == dashed }
        guard let form else { return nil }
        var fields: [UInt8: Int64] = [:]
        for (letter, unit) in zip(form.utf8, units) {
            guard UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter else {
                guard letter == unit else { return nil }
                continue
            }
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= unit else { return nil }
            fields[letter, default: 0] = fields[letter, default: 0] * 10 + Int64(unit - UInt8(ascii: "0"))
        }
        func field(_ letter: Unicode.Scalar) -> Int64 { fields[UInt8(ascii: letter), default: 0] }
        let (month, day) = (field("n"), field("d"))
        guard 1...12 ~= month, day >= 1, field("h") < 24, field("m") < 60, field("s") < 60 else { return nil }
        seconds =
            Self.days(year: field("y"), month: month, day: day) * Self.day + field("h") * 3600 + field("m") * 60
            + field("s")
        guard calendar.month == month, calendar.day == day else { return nil }
    }

    private static let forms = [
        "yyyynnddhhmmssZ", "yyyynnddhhmmZ", "yyyynnddZ", "yyyy-nn-ddThh:mm:ssZ", "yyyy-nn-dd",
    ]

    /// `YYYY-MM-DDThh:mm:ssZ`.
    public var text: String {
        let (year, month, day) = calendar
        let (hour, minute, second) = clock
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2))Z"
    }

    /// `YYYYMMDDhhmmssZ`.
    public var compactText: String {
        String(decoding: text.utf8.filter { !"-:T".utf8.contains($0) }, as: UTF8.self)
    }

    private func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    package var clock: (hour: Int64, minute: Int64, second: Int64) {
        let second = seconds - (seconds / Self.day - (seconds % Self.day < 0 ? 1 : 0)) * Self.day
        return (second / 3600, second / 60 % 60, second % 60)
    }

    /// Days since 1970-01-01, counted in years that start in March, so that the leap day is the last one.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    package var calendar: (year: Int64, month: Int64, day: Int64) {
        let days = seconds / Self.day - (seconds % Self.day < 0 ? 1 : 0) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civil = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (civil <= 2 ? 1 : 0), civil, day)
    }
}
