/// How the times of a column are written: a pattern in which Y, M, D, h, m, s and f stand for the digits of years, months,
/// days, hours, minutes, seconds and their fractions, and every other byte for itself.
struct TimeText: Equatable {
    let pattern: [UInt8]
    private let runs: [Run]
    private let hasDate: Bool

    private struct Run: Equatable {
        let letter: UInt8
        let start: Int
        let length: Int
    }

    private static let letters = Array("YMDhmsf".utf8)

    /// nil if the pattern names no time: it needs all of a date, or none of it and an hour; and no part without the one
    /// above it.
    init?(pattern: [UInt8]) {
        guard pattern.count <= 64 else { return nil }
        var runs: [Run] = []
        var at = 0
        while at < pattern.count {
            let letter = pattern[at]
            var end = at + 1
            if Self.letters.contains(letter) {
                while end < pattern.count, pattern[end] == letter { end += 1 }
                guard !runs.contains(where: { $0.letter == letter }) else { return nil }
                runs.append(Run(letter: letter, start: at, length: end - at))
            }
            at = end
        }
        func length(_ letter: Character) -> Int { runs.first { $0.letter == letter.asciiValue }?.length ?? 0 }
        let date = [length("Y"), length("M"), length("D")]
        guard date == [4, 2, 2] || date == [0, 0, 0] else { return nil }
        hasDate = date[0] > 0
        let time = [length("h"), length("m"), length("s")]
        guard [[0, 0, 0], [2, 0, 0], [2, 2, 0], [2, 2, 2]].contains(time), hasDate || time[0] > 0 else { return nil }
        guard length("f") == 0 || (time[2] > 0 && length("f") <= 6) else { return nil }
        self.pattern = pattern
        self.runs = runs
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

    /// Units of a day: 10^-f seconds, seconds, minutes, hours or days.
    private var unitsOfDay: Int64 {
        var units: Int64 = 1
        for run in runs {
            switch run.letter {
            case UInt8(ascii: "h"): units *= 24
            case UInt8(ascii: "m"), UInt8(ascii: "s"): units *= 60
            case UInt8(ascii: "f"): for _ in 0..<run.length { units *= 10 }
            default: break
            }
        }
        return units
    }

    /// The number of units since 1970, or since midnight; nil unless it would be written with exactly these bytes.
    func number(_ cell: ArraySlice<UInt8>) -> Int64? {
        guard cell.count == pattern.count else { return nil }
        var parts = [Int64](repeating: 0, count: 7)
        let start = cell.startIndex
        for (index, letter) in pattern.enumerated() {
            let byte = cell[start + index]
            guard let part = Self.letters.firstIndex(of: letter) else {
                guard byte == letter else { return nil }
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            parts[part] = parts[part] * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        var days: Int64 = 0
        if hasDate {
            days = Self.days(parts[0], parts[1], parts[2])
            guard Self.date(days) == (parts[0], parts[1], parts[2]) else { return nil }
        }
        var number: Int64 = 0
        guard parts[3] < 24, parts[4] < 60, parts[5] < 60 else { return nil }
        for run in runs.sorted(by: {
            (Self.letters.firstIndex(of: $0.letter) ?? 0) < (Self.letters.firstIndex(of: $1.letter) ?? 0)
        }) {
            switch run.letter {
            case UInt8(ascii: "h"): number = parts[3]
            case UInt8(ascii: "m"): number = number * 60 + parts[4]
            case UInt8(ascii: "s"): number = number * 60 + parts[5]
            case UInt8(ascii: "f"):
                for _ in 0..<run.length { number *= 10 }
                number += parts[6]
            default: break
            }
        }
        return days * unitsOfDay + number
    }

    /// Throws if the number is no time of a year from 0 to 9999, or no time of a day.
    func write(_ number: Int64, to out: inout [UInt8]) throws(ColumnsError) {
        let units = unitsOfDay
        var days = number / units
        var rest = number % units
        if rest < 0 {
            rest += units
            days -= 1
        }
        var parts = [Int64](repeating: 0, count: 7)
        if hasDate {
            guard (-719_528...2_932_896).contains(days) else { throw ColumnsError("a time has no date") }
            (parts[0], parts[1], parts[2]) = Self.date(days)
        } else if days != 0 {
            throw ColumnsError("a time has no date")
        }
        for run in runs.sorted(by: {
            (Self.letters.firstIndex(of: $0.letter) ?? 0) > (Self.letters.firstIndex(of: $1.letter) ?? 0)
        }) {
            var base: Int64 = 1
            switch run.letter {
            case UInt8(ascii: "f"): for _ in 0..<run.length { base *= 10 }
            case UInt8(ascii: "s"), UInt8(ascii: "m"): base = 60
            case UInt8(ascii: "h"): base = 24
            default: continue
            }
            if let part = Self.letters.firstIndex(of: run.letter) { parts[part] = rest % base }
            rest /= base
        }
        let start = out.count
        out += pattern
        for run in runs {
            guard let part = Self.letters.firstIndex(of: run.letter) else { continue }
            var value = parts[part]
            for index in stride(from: run.start + run.length - 1, through: run.start, by: -1) {
                out[start + index] = UInt8(ascii: "0") + UInt8(value % 10)
                value /= 10
            }
        }
    }

    // MARK: The Gregorian calendar, also before it was introduced

    /// The days from 1970-01-01. Years start in March, so that a leap day is their last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
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
