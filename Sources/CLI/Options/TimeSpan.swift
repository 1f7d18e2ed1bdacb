import ArgumentParser

/// A time span in an argument.
enum TimeSpan {
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]

    /// Reads a number with a unit, such as `14d`, or `now` for 0.
    static func seconds(_ text: String) throws -> Int64 {
        if text == "now" { return 0 }
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()),
            (0...1_000_000).contains(number), text.first?.isNumber == true
        else { throw ValidationError("it must be a number with s, m, h, d or w, such as 14d, or now") }
        return number * unit
    }
}
