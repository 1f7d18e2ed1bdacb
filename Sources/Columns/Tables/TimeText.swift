/// How the times of a column are written: a pattern in which Y, M, D, h, m, s and f stand for the digits of years, months,
/// days, hours, minutes, seconds and their fractions, and every other byte for itself.
struct TimeText: Equatable {
    let pattern: [UInt8]
    /// Year, month and day; or none.
    private let date: [Field]
    /// From the largest unit to the smallest.
    private let time: [Field]
    /// Units of a day: 10^-f seconds, seconds, minutes, hours or days.
    private let unitsOfDay: Int64

    private struct Field: Equatable {
        let start: Int
        let length: Int
        /// How many of it are one of the next larger: 24 for hours.
        let limit: Int64

        var range: Range<Int> { start..<start + length }
    }

    private static let letters = Array("YMDhmsf".utf8)

    /// nil if the pattern names no time: it needs all of a date, or none of it and an hour; and no part without the one
    /// above it.
    init?(pattern: [UInt8]) {
        guard pattern.count <= 64 else { return nil }
        var runs: [UInt8: Range<Int>] = [:]
        var at = 0
        while at < pattern.count {
            let letter = pattern[at]
            var end = at + 1
            if Self.letters.contains(letter) {
                while end < pattern.count, pattern[end] == letter { end += 1 }
                guard runs.updateValue(at..<end, forKey: letter) == nil else { return nil }
            }
            at = end
        }
        func fields(_ letters: String) -> [Field] {
            letters.utf8.compactMap { letter in
                runs[letter].map { run in
                    let isFraction = letter == UInt8(ascii: "f")
                    let limit = isFraction ? Self.power(of: run.count) : letter == UInt8(ascii: "h") ? 24 : 60
                    return Field(start: run.lowerBound, length: run.count, limit: limit)
                }
            }
        }
        func length(_ letter: Character) -> Int { letter.asciiValue.flatMap { runs[$0]?.count } ?? 0 }
        date = fields("YMD")
        guard [length("Y"), length("M"), length("D")] == (date.isEmpty ? [0, 0, 0] : [4, 2, 2]) else { return nil }
        let clock = [length("h"), length("m"), length("s")]
        guard [[0, 0, 0], [2, 0, 0], [2, 2, 0], [2, 2, 2]].contains(clock), !date.isEmpty || clock[0] > 0,
            length("f") == 0 || (clock[2] > 0 && length("f") <= 6)
        else { return nil }
        time = fields("hmsf")
        unitsOfDay = time.reduce(1) { $0 * $1.limit }
        self.pattern = pattern
    }

    /// Of ten; at most 10^18, which no pattern that is accepted needs.
    private static func power(of exponent: Int) -> Int64 {
        (0..<min(exponent, 18)).reduce(1) { power, _ in power * 10 }
    }

    /// The pattern of a cell that looks like a time.
    init?(guessing cell: ArraySlice<UInt8>) {
        guard cell.count >= 8, cell.count <= 40 else { return nil }
        var pattern = Array(cell)
        var runs: [Range<Int>] = []
        var at = 0
        func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        while at < pattern.count {
            guard isDigit(pattern[at]) else {
                if Self.letters.contains(pattern[at]) { return nil }
                at += 1
                continue
            }
            var end = at
            while end < pattern.count, isDigit(pattern[end]) { end += 1 }
            runs.append(at..<end)
            at = end
        }
        let lengths = runs.map(\.count)
        let names: [Character]
        switch lengths.prefix(6) {
        case [4, 2, 2, 2, 2, 2]: names = ["Y", "M", "D", "h", "m", "s", "f"]
        case [4, 2, 2, 2, 2]: names = ["Y", "M", "D", "h", "m"]
        case [2, 2, 4, 2, 2, 2]: names = ["M", "D", "Y", "h", "m", "s", "f"]
        case [4, 2, 2]: names = ["Y", "M", "D"]
        case [2, 2, 4]: names = ["M", "D", "Y"]
        case [2, 2, 2]: names = ["h", "m", "s"]
        default: return nil
        }
        for (run, name) in zip(runs, names) {
            for index in run { pattern[index] = name.asciiValue ?? 0 }
        }
        self.init(pattern: pattern)
    }

    /// The number of units since 1970, or since midnight; nil unless it would be written with exactly these bytes.
    func number(_ cell: ArraySlice<UInt8>) -> Int64? {
        guard cell.count == pattern.count else { return nil }
        let start = cell.startIndex
        for (index, letter) in pattern.enumerated() {
            let byte = cell[start + index]
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard Self.letters.contains(letter) ? isDigit : byte == letter else { return nil }
        }
        func value(_ field: Field) -> Int64 {
            field.range.reduce(0) { $0 * 10 + Int64(cell[start + $1] - UInt8(ascii: "0")) }
        }
        var number: Int64 = 0
        if !date.isEmpty {
            let parts = date.map(value)
            number = Self.days(year: parts[0], month: parts[1], day: parts[2])
            guard Self.date(number) == (parts[0], parts[1], parts[2]) else { return nil }
        }
        for field in time {
            let value = value(field)
            guard value < field.limit else { return nil }
            number = number * field.limit + value
        }
        return number
    }

    /// Throws if the number is no time of a year from 0 to 9999, or no time of a day.
    func write(_ number: Int64, to out: inout [UInt8]) throws(ColumnsError) {
        var (days, rest) = number.quotientAndRemainder(dividingBy: unitsOfDay)
        if rest < 0 {
            rest += unitsOfDay
            days -= 1
        }
        guard date.isEmpty ? days == 0 : Self.daysOfDates.contains(days) else {
            throw ColumnsError("a time has no date")
        }
        let start = out.count
        out += pattern
        func write(_ value: Int64, _ field: Field) {
            var value = value
            for index in field.range.reversed() {
                out[start + index] = UInt8(ascii: "0") + UInt8(value % 10)
                value /= 10
            }
        }
        for field in time.reversed() {
            write(rest % field.limit, field)
            rest /= field.limit
        }
        guard !date.isEmpty else { return }
        let (year, month, day) = Self.date(days)
        write(year, date[0])
        write(month, date[1])
        write(day, date[2])
    }

    /// The days from 1970-01-01 of the years 0 to 9999.
    private static let daysOfDates: ClosedRange<Int64> = -719_528...2_932_896

    // MARK: The Gregorian calendar, also before it was introduced

    /// The days from 1970-01-01. Years start in March, so that a leap day is their last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * month + 2) / 5 + 1
        return (year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
    }
}
